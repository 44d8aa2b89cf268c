import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/i18n/format";
import { Load } from "@/ui/load";
import type { ReportData } from "./data";
import { duration } from "./duration";
import { type Filters, funnelQuery } from "./queries";
import { ReportCard } from "./report-card";

/** How far leads came, and how long they stood where. */
export function FunnelReport({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const query = useQuery(funnelQuery(filters));
  return (
    <Load query={query}>
      {(funnel) => {
        const open = funnel.stages.filter((stage) => stage.kind !== "lost");
        const share = (part: number, whole: number) =>
          whole > 0 ? `${formatNumber(Math.round((part / whole) * 1000) / 10)} %` : "—";
        const reach: ReportData = {
          of: t("reports.stage"),
          series: [
            {
              key: "reached",
              label: t("reports.reached"),
              drawn: "solid",
              format: (value) => `${formatNumber(value)} · ${share(value, funnel.leads)}`,
            },
            { key: "step", label: t("reports.ofStageBefore"), format: (value) => `${formatNumber(value)} %` },
            { key: "here", label: t("reports.here"), format: formatNumber },
          ],
          rows:
            funnel.leads === 0
              ? []
              : open.map((stage, place) => {
                  const before = place === 0 ? funnel.leads : (open[place - 1]?.reached ?? 0);
                  const step = before > 0 ? Math.round((stage.reached / before) * 1000) / 10 : 0;
                  return { label: stage.name, values: { reached: stage.reached, step, here: stage.here } };
                }),
        };
        const time: ReportData = {
          of: t("reports.stage"),
          series: [
            {
              key: "hours",
              label: t("reports.averageTime"),
              drawn: "solid",
              format: (value) => duration(t, value),
            },
            { key: "entered", label: t("reports.entered"), format: formatNumber },
          ],
          rows: funnel.stages
            .filter((stage) => typeof stage.average_us === "number")
            .map((stage) => ({
              label: stage.name,
              values: { hours: (stage.average_us ?? 0) / 3.6e9, entered: stage.entered },
            })),
        };
        return (
          <>
            <ReportCard
              name="funnel"
              title={t("reports.funnel")}
              description={t("reports.funnelText", { count: funnel.leads })}
              data={reach}
            />
            <ReportCard
              name="time-in-stage"
              title={t("reports.time")}
              description={t("reports.timeText")}
              data={time}
            />
          </>
        );
      }}
    </Load>
  );
}
