import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  CalendarClock,
  ChevronRight,
  CircleCheckBig,
  type LucideIcon,
  SendHorizontal,
  SquareActivity,
  Webhook,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, type Query } from "@/api/client";
import { useSession } from "@/api/session";
import type { Page } from "@/api/types";
import { currentZone, formatNumber } from "@/i18n/format";
import { toLocalInput } from "@/i18n/zoned";
import { hooksQuery } from "@/pages/hooks/queries";
import { cn } from "@/ui/cn";
import { ErrorNote } from "@/ui/error-note";
import { Section } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";

/** Nobody reads on after so many: the server need not count further. */
const MOST = 50;
const DAY_MS = 86_400_000;

interface Count {
  count: number;
  /** There are more than were counted. */
  more: boolean;
}

/** How many rows a list has, as far as it matters. */
function useCount(name: string, path: string, query: Query) {
  return useQuery({
    queryKey: ["records", "task", "attention", name, query],
    queryFn: async (): Promise<Count> => {
      const page = await api.get<Page<unknown>>(path, { ...query, limit: MOST });
      return { count: page.items.length, more: Boolean(page.next) };
    },
    staleTime: 15_000,
  });
}

interface Line extends Count {
  name: "tasks" | "deliveries" | "runs" | "hooks";
  icon: LucideIcon;
  to: string;
  search?: Record<string, string>;
}

function AttentionLine({ line }: { line: Line }) {
  const { t } = useTranslation();
  const { name, icon: Icon, count, more, to, search } = line;
  const shown = more ? `${formatNumber(count)}+` : formatNumber(count);
  return (
    <li className="relative flex items-center gap-3 px-4 py-2.5 text-[13px] hover:bg-hover/60">
      <span
        className={cn(
          "grid size-7 shrink-0 place-items-center rounded-md",
          name === "hooks" ? "bg-warn-soft text-warn" : "bg-bad-soft text-bad",
        )}
      >
        <Icon className="size-4" aria-hidden />
      </span>
      <Link to={to} search={search ?? {}} className="min-w-0 flex-1 font-medium after:absolute after:inset-0">
        {t(`home.attention.${name}`, { count, shown })}
      </Link>
      <ChevronRight className="size-4 shrink-0 text-faint" aria-hidden />
    </li>
  );
}

/** What waits for somebody: late tasks, requests given up, runs that failed this week, hooks that are paused. */
export function Attention() {
  const { t } = useTranslation();
  const { user } = useSession();
  // To the minute, so that drawing anew asks for nothing new.
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  const week = (now - 7 * DAY_MS) * 1000;
  const tasks = useCount("tasks", "/agenda", { until: now * 1000, responsible: user.id, done: false });
  const deliveries = useCount("deliveries", "/deliveries", { state: "failed" });
  const runs = useCount("runs", "/runs", { status: "failed", from: week });
  const hooks = useQuery(hooksQuery);
  const all = [tasks, deliveries, runs, hooks];
  const fault = all.find((query) => query.error)?.error;
  const paused = hooks.data?.filter((hook) => hook.settings.paused) ?? [];
  const [only] = paused;
  const none = { count: 0, more: false };
  const lines: Line[] = [
    { name: "tasks", icon: CalendarClock, to: "/tasks", ...(tasks.data ?? none) },
    {
      name: "deliveries",
      icon: SendHorizontal,
      to: "/deliveries",
      search: { state: "failed" },
      ...(deliveries.data ?? none),
    },
    {
      name: "runs",
      icon: SquareActivity,
      to: "/runs",
      search: { status: "failed", from: toLocalInput(week, currentZone()) },
      ...(runs.data ?? none),
    },
    {
      name: "hooks",
      icon: Webhook,
      to: paused.length === 1 && only ? `/hooks/${only.id}` : "/hooks",
      count: paused.length,
      more: false,
    },
  ];
  const shown = lines.filter((line) => line.count > 0);
  const waiting = all.some((query) => query.isPending) && shown.length === 0;
  return (
    <Section title={t("home.attention.title")}>
      {fault ? <ErrorNote className="m-3" error={fault} /> : null}
      {waiting && !fault ? <SkeletonRows rows={2} /> : null}
      {shown.length > 0 ? (
        <ul className="divide-y">
          {shown.map((line) => (
            <AttentionLine key={line.name} line={line} />
          ))}
        </ul>
      ) : null}
      {shown.length === 0 && !waiting && !fault ? (
        <p className="flex items-center gap-2 px-4 py-4 text-[13px] text-soft">
          <CircleCheckBig className="size-4 shrink-0 text-good" aria-hidden />
          {t("home.attention.none")}
        </p>
      ) : null}
    </Section>
  );
}
