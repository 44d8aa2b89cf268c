import { ArrowDownRight, ArrowUpRight, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

interface StatTileProps {
  label: string;
  value: ReactNode;
  icon?: LucideIcon;
  /** Against the period before, e.g. `+12 %`; the arrow follows its sign, the colour says whether that is good. */
  change?: { text: string; up: boolean; good: boolean };
  hint?: ReactNode;
  className?: string;
}

/** One figure with its name. */
export function StatTile({ label, value, icon: Icon, change, hint, className }: StatTileProps) {
  const Arrow = change?.up ? ArrowUpRight : ArrowDownRight;
  return (
    <div
      className={cn("flex min-w-0 flex-col gap-1 rounded-xl border bg-surface p-4 shadow-card", className)}
    >
      <span className="flex items-center gap-2 text-xs text-faint">
        {Icon ? <Icon className="size-3.5 shrink-0" aria-hidden /> : null}
        <span className="truncate">{label}</span>
      </span>
      <span className="flex flex-wrap items-baseline gap-x-2">
        <span className="truncate text-xl font-semibold tracking-tight">{value}</span>
        {change ? (
          <span
            className={cn(
              "inline-flex items-center gap-0.5 text-xs font-medium",
              change.good ? "text-good" : "text-bad",
            )}
          >
            <Arrow className="size-3.5" aria-hidden />
            {change.text}
          </span>
        ) : null}
      </span>
      {hint ? <span className="text-xs text-faint">{hint}</span> : null}
    </div>
  );
}
