import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** An empty place that teaches: what belongs here, and the way to get it. */
export function Empty({
  icon: Icon,
  title,
  text,
  children,
}: {
  icon: LucideIcon;
  title: string;
  text?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center animate-fade">
      <span className="mb-4 grid size-11 place-items-center rounded-xl border bg-surface text-faint shadow-card">
        <Icon className="size-5" aria-hidden />
      </span>
      <h2 className="text-[15px] font-semibold">{title}</h2>
      {text ? <p className="mt-1 max-w-md text-[13px] leading-5 text-faint">{text}</p> : null}
      {children ? <div className="mt-4 flex flex-wrap justify-center gap-2">{children}</div> : null}
    </div>
  );
}
