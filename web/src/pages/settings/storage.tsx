import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useSession } from "@/api/session";
import type { Retention, Stats } from "@/api/types";
import { formatBytes, formatMicros, formatNumber } from "@/i18n/format";
import { Facts } from "@/ui/facts";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { RetentionForm } from "./retention-form";

export const statsQuery = {
  queryKey: ["stats"],
  queryFn: () => api.get<Stats>("/stats"),
  refetchInterval: 10_000,
};
const CLASSES = ["events", "runs", "deliveries", "records"] as const;
const shades = {
  events: "bg-accent",
  runs: "bg-accent/70",
  deliveries: "bg-accent/45",
  records: "bg-accent/25",
};

type SizesByClass = NonNullable<Stats["sizes"]>;

function Sizes({ sizes, whole }: { sizes: SizesByClass; whole: number }) {
  const { t } = useTranslation();
  const total = CLASSES.reduce((sum, name) => sum + (sizes[name] ?? 0), 0) || 1;
  return (
    <div className="flex flex-col gap-4 p-4">
      <div aria-hidden className="flex h-2.5 overflow-hidden rounded-full bg-hover">
        {CLASSES.map((name) => (
          <span
            key={name}
            className={shades[name]}
            style={{ width: `${((sizes[name] ?? 0) / total) * 100}%` }}
          />
        ))}
      </div>
      <Facts
        rows={[
          ...CLASSES.map((name): [string, React.ReactNode] => [
            t(`storage.size.${name}`),
            <span key={name} className="inline-flex items-center gap-2">
              <span aria-hidden className={`size-2 rounded-full ${shades[name]}`} />{" "}
              {formatBytes(sizes[name] ?? 0)}
            </span>,
          ]),
          [t("storage.total"), formatBytes(whole)],
        ]}
      />
    </div>
  );
}

function Now({ stats }: { stats: Stats }) {
  const { t } = useTranslation();
  return (
    <div className="p-4">
      <Facts
        rows={[
          [t("storage.queue"), formatNumber(stats.queue)],
          [t("storage.oldest"), stats.oldest_waiting_ms ? formatMicros(stats.oldest_waiting_ms * 1000) : "—"],
          [t("storage.jobs"), formatNumber(stats.jobs_pending)],
          [t("storage.timers"), formatNumber(stats.timers_pending)],
          [t("storage.eventsToday"), formatNumber(stats.events_today)],
          [t("storage.runsToday"), formatNumber(stats.runs_today)],
        ]}
      />
    </div>
  );
}

/** How long is kept, where only the server's first workspace can change it. */
function Kept({ retention }: { retention: Retention }) {
  const { t } = useTranslation();
  const days = (count: number) => (count ? formatNumber(count) : "∞");
  return (
    <div className="p-4">
      <Facts
        rows={[
          [t("storage.runsDays"), days(retention.runs_days)],
          [t("storage.bodiesDays"), days(retention.bodies_days)],
        ]}
      />
    </div>
  );
}

export function Storage() {
  const { t } = useTranslation();
  const { first_workspace } = useSession();
  const stats = useQuery(statsQuery);
  const retention = useQuery({ queryKey: ["retention"], queryFn: () => api.get<Retention>("/retention") });
  return (
    <>
      {first_workspace ? (
        <Section title={t("storage.sizes")}>
          <Load query={stats}>
            {({ sizes, db_bytes }) => (sizes ? <Sizes sizes={sizes} whole={db_bytes ?? 0} /> : null)}
          </Load>
        </Section>
      ) : null}
      <Section title={t("storage.now")}>
        <Load query={stats}>{(data) => <Now stats={data} />}</Load>
      </Section>
      <Section
        title={t("storage.retention")}
        description={t(first_workspace ? "storage.retentionText" : "storage.retentionElsewhere")}
      >
        <Load query={retention}>
          {(data) => (first_workspace ? <RetentionForm retention={data} /> : <Kept retention={data} />)}
        </Load>
      </Section>
    </>
  );
}
