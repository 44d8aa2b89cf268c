import type { ReactNode } from "react";

/** One part of the book. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-stack">
      <h2 className="border-b pb-2 text-[15px] font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** One component in its states. */
export function Shown({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[10rem_minmax(0,1fr)] items-start gap-4 max-sm:grid-cols-1">
      <h3 className="pt-1 text-[13px] text-faint">{name}</h3>
      <div className="flex min-w-0 flex-wrap items-center gap-3">{children}</div>
    </div>
  );
}
