import type { ReactNode } from "react";
import { cn } from "./cn";

export type Tone = "neutral" | "good" | "bad" | "warn" | "accent";

const tones: Record<Tone, string> = {
  neutral: "bg-hover text-soft",
  good: "bg-good-soft text-good",
  bad: "bg-bad-soft text-bad",
  warn: "bg-warn-soft text-warn",
  accent: "bg-accent-soft text-accent-ink",
};

export function Badge({
  tone = "neutral",
  children,
  className,
}: {
  tone?: Tone;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={cn(
        "inline-flex h-5 max-w-full shrink-0 items-center gap-1 truncate rounded px-1.5 text-xs font-medium",
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}

const dots: Record<Tone, string> = {
  neutral: "bg-faint",
  good: "bg-good",
  bad: "bg-bad",
  warn: "bg-warn",
  accent: "bg-accent",
};

export function Dot({ tone, live }: { tone: Tone; live?: boolean }) {
  return (
    <span aria-hidden className={cn("size-1.5 shrink-0 rounded-full", dots[tone], live && "animate-live")} />
  );
}

/** A state: a dot and a word, never colour alone. */
export function Status({ tone, children, live }: { tone: Tone; children: ReactNode; live?: boolean }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 text-[13px] text-soft">
      <Dot tone={tone} live={live} />
      <span className="truncate">{children}</span>
    </span>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-line-strong bg-surface px-1 font-sans text-2xs text-faint">
      {children}
    </kbd>
  );
}
