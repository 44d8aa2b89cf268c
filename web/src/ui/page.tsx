import { type ReactNode, useEffect } from "react";
import { cn } from "./cn";

interface PageProps {
  title: string;
  /** Shown instead of the title's text, e.g. with a switch beside it. */
  heading?: ReactNode;
  back?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  toolbar?: ReactNode;
  children: ReactNode;
  /** The content scrolls inside itself instead of with the page. */
  fixed?: boolean;
  className?: string;
}

export function Page({
  title,
  heading,
  back,
  description,
  actions,
  toolbar,
  children,
  fixed,
  className,
}: PageProps) {
  useEffect(() => {
    document.title = `${title} · Signalbox`;
  }, [title]);
  return (
    <div className={cn("flex min-h-0 min-w-0 flex-1 flex-col", fixed && "overflow-hidden")}>
      <header className="shrink-0 border-b bg-surface px-6 max-sm:px-4">
        <div className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 py-2">
          {back}
          <div className="min-w-0 flex-1">
            <h1 className="truncate text-[15px] font-semibold leading-6">{heading ?? title}</h1>
            {description ? (
              <p
                className={cn(
                  "truncate text-xs text-faint",
                  // A phone has no room for what the page is for, only for how it stands.
                  typeof description === "string" ? "max-sm:hidden" : "max-sm:whitespace-normal",
                )}
              >
                {description}
              </p>
            ) : null}
          </div>
          {actions ? <div className="flex items-center gap-2">{actions}</div> : null}
        </div>
        {toolbar ? <div className="flex flex-wrap items-center gap-2 pb-3">{toolbar}</div> : null}
      </header>
      <div
        className={cn(
          "min-h-0 flex-1",
          fixed ? "flex flex-col overflow-hidden" : "overflow-y-auto",
          className,
        )}
      >
        {children}
      </div>
    </div>
  );
}

/** A titled part of a page, on its own surface. */
export function Section({
  title,
  description,
  actions,
  children,
  className,
}: {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={cn("rounded-xl border bg-surface shadow-card", className)}>
      {title ? (
        <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2">
          <div className="min-w-0 flex-1">
            <h2 className="text-[13px] font-semibold">{title}</h2>
            {description ? <p className="text-xs text-faint">{description}</p> : null}
          </div>
          {actions}
        </header>
      ) : null}
      {children}
    </section>
  );
}
