import { cn } from "./cn";

interface ProgressProps {
  label: string;
  /** `null` while nobody knows how much there is. */
  done: number | null;
  of: number;
  tone?: "accent" | "good" | "bad" | "warn";
  /** Said beside it, e.g. `312 of 1,000`. */
  text?: string;
}

const tones = { accent: "bg-accent", good: "bg-good", bad: "bg-bad", warn: "bg-warn" };

export function Progress({ label, done, of, tone = "accent", text }: ProgressProps) {
  const share = done === null || of <= 0 ? null : Math.min(1, Math.max(0, done / of));
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <span
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={done ?? undefined}
        aria-valuetext={text}
        className="block h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <span
          className={cn(
            "block h-full rounded-full transition-[width]",
            tones[tone],
            share === null && "w-1/3 animate-pulse",
          )}
          style={share === null ? undefined : { width: `${share * 100}%` }}
        />
      </span>
      {text ? <span className="text-xs text-faint">{text}</span> : null}
    </span>
  );
}
