import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useSession } from "@/api/session";
import type { Page as Rows, RunRow } from "@/api/types";
import { formatNumber } from "@/i18n/format";
import { useLiveRecords } from "@/pages/records/live";
import { statsQuery } from "@/pages/settings/storage";
import { Status } from "@/ui/badge";
import { Load } from "@/ui/load";
import { Page, Section } from "@/ui/page";
import { runTone } from "@/ui/states";
import { Ago } from "@/ui/time";
import { Attention } from "./attention";
import { FirstSteps } from "./first-steps";
import { SampleNote } from "./sample";
import { MyTasksToday } from "./today";

function Numbers() {
  const { t } = useTranslation();
  const stats = useQuery(statsQuery).data;
  const tiles = [
    { label: t("storage.eventsToday"), value: stats?.events_today, to: "/runs" },
    { label: t("storage.runsToday"), value: stats?.runs_today, to: "/runs" },
    { label: t("storage.timers"), value: stats?.timers_pending, to: "/timers" },
    { label: t("storage.jobs"), value: stats?.jobs_pending, to: "/deliveries" },
  ] as const;
  return (
    <dl className="grid grid-cols-4 divide-x rounded-xl border bg-surface shadow-card max-sm:grid-cols-2 max-sm:[&>*:nth-child(n+3)]:border-t">
      {tiles.map((tile) => (
        <div key={tile.label} className="relative p-4 hover:bg-hover/60">
          <dt className="text-xs text-faint">
            <Link to={tile.to} className="after:absolute after:inset-0">
              {tile.label}
            </Link>
          </dt>
          <dd className="mt-1 text-2xl font-semibold tracking-tight">
            {tile.value === undefined ? "–" : formatNumber(tile.value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Latest({ runs }: { runs: RunRow[] }) {
  const { t } = useTranslation();
  if (runs.length === 0) return <p className="p-4 text-[13px] text-faint">{t("runs.emptyText")}</p>;
  return (
    <ul className="divide-y">
      {runs.map((run) => (
        <li
          key={run.id}
          className="relative flex items-center gap-3 px-4 py-2.5 text-[13px] hover:bg-hover/60"
        >
          <Link
            to="/runs/$id"
            params={{ id: run.id }}
            className="min-w-0 flex-1 truncate font-medium after:absolute after:inset-0"
          >
            {run.scenario.name}
          </Link>
          <Status tone={runTone[run.status]}>{t(`run.status.${run.status}`)}</Status>
          <span className="w-24 shrink-0 text-right text-xs text-faint">
            <Ago at={run.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

export function HomePage() {
  const { t } = useTranslation();
  useLiveRecords();
  const { user } = useSession();
  const latest = useQuery({
    queryKey: ["runs", "latest"],
    queryFn: () => api.get<Rows<RunRow>>("/runs", { limit: 6 }),
  });
  return (
    <Page title={t("nav.home")} heading={t("home.hello", { name: user.name.split(" ")[0] ?? user.name })}>
      <div className="mx-auto flex max-w-6xl flex-col gap-6 p-6 max-sm:gap-4 max-sm:p-4">
        <FirstSteps latest={latest.data?.items} />
        <SampleNote />
        <Numbers />
        <div className="grid grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)] items-start gap-6 max-lg:grid-cols-1 max-sm:gap-4">
          <MyTasksToday />
          <div className="flex min-w-0 flex-col gap-6 max-sm:gap-4">
            <Attention />
            <Section
              title={t("home.recent")}
              actions={
                <Link to="/runs" className="text-[13px] text-accent-ink hover:underline">
                  {t("home.allRuns")}
                </Link>
              }
            >
              <Load query={latest}>{({ items }) => <Latest runs={items} />}</Load>
            </Section>
          </div>
        </div>
      </div>
    </Page>
  );
}
