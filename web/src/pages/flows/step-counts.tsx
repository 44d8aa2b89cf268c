import { queryOptions } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert, Hourglass, LogIn, LogOut, type LucideIcon } from "lucide-react";
import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { components } from "@/api/schema.gen";
import { formatNumber } from "@/i18n/format";
import { cn } from "@/ui/cn";

export type StepCount = components["schemas"]["StepCount"];

/** Since when steps can be counted, days. */
export const PERIODS = [1, 7, 30, 90] as const;
export type Period = (typeof PERIODS)[number];

export const countsQuery = (bot: string, flow: string, days: Period) =>
  queryOptions({
    queryKey: ["bots", bot, "flows", flow, "counts", days],
    queryFn: async () => {
      const { items } = await api.get<{ items: StepCount[] }>(`/bots/${bot}/flows/${flow}/counts`, { days });
      return new Map(items.map((count) => [count.step, count]));
    },
    refetchInterval: 15_000,
  });

export interface Counted {
  flow: string;
  days: Period;
  steps: Map<string, StepCount>;
}

/** The numbers of the steps while they are shown. */
export const CountsContext = createContext<Counted | null>(null);

const NUMBERS = ["entered", "waiting", "gone", "failed"] as const;
type Name = (typeof NUMBERS)[number];
const ICONS: Record<Name, LucideIcon> = {
  entered: LogIn,
  waiting: Hourglass,
  gone: LogOut,
  failed: CircleAlert,
};

/** Who came to a step, stands there, went on, and could not: each number leads to the people behind it. */
export function StepCounts({ step, className }: { step: string; className?: string }) {
  const { t } = useTranslation();
  const counted = useContext(CountsContext);
  if (!counted) return null;
  const count = counted.steps.get(step);
  const of = (name: Name) => count?.[name] ?? 0;
  return (
    <span className={cn("flex items-center gap-1 text-2xs tabular-nums", className)}>
      {NUMBERS.filter((name) => name !== "failed" || of(name) > 0).map((name) => {
        const Icon = ICONS[name];
        const passed = name === "waiting" ? undefined : name;
        return (
          <Link
            key={name}
            to="/inbox"
            search={{
              view: "every",
              flow: counted.flow,
              step,
              passed,
              days: passed ? String(counted.days) : undefined,
            }}
            aria-label={t(`flows.count.${name}`, { count: of(name) })}
            title={t(`flows.count.${name}`, { count: of(name) })}
            className={cn(
              "nodrag flex h-5 items-center gap-0.5 rounded border bg-raised px-1 text-soft shadow-card hover:border-accent hover:text-accent-ink",
              name === "failed" && "border-bad/40 text-bad",
            )}
          >
            <Icon className="size-3" aria-hidden /> {formatNumber(of(name))}
          </Link>
        );
      })}
    </span>
  );
}
