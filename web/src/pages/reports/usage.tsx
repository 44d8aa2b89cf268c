import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/i18n/format";
import { dayText } from "@/ui/day";
import { Load } from "@/ui/load";
import type { ReportData } from "./data";
import { type Filters, usageQuery } from "./queries";
import { ReportCard } from "./report-card";

/** What automation did: runs and requests a day, runs by scenario. */
export function UsageReport({ filters: { from, to } }: { filters: Filters }) {
  const { t } = useTranslation();
  const query = useQuery(usageQuery({ from, to }));
  return (
    <Load query={query}>
      {(told) => {
        const days: ReportData = {
          of: t("reports.day"),
          series: [
            { key: "runs", label: t("reports.runs"), drawn: "solid", format: formatNumber },
            { key: "actions", label: t("reports.actions"), drawn: "lines", format: formatNumber },
            { key: "requests", label: t("reports.requests"), drawn: "dots", format: formatNumber },
            { key: "fired", label: t("reports.fired"), format: formatNumber },
            { key: "failed", label: t("reports.failed"), format: formatNumber },
          ],
          rows: told.days.map(({ day, ...values }) => ({ label: dayText(day), values })),
        };
        const scenarios: ReportData = {
          of: t("reports.scenario"),
          series: [
            { key: "runs", label: t("reports.runs"), drawn: "solid", format: formatNumber },
            { key: "failed", label: t("reports.failed"), drawn: "dots", format: formatNumber },
            { key: "fired", label: t("reports.fired"), format: formatNumber },
            { key: "actions", label: t("reports.actions"), format: formatNumber },
          ],
          rows: told.scenarios.slice(0, 12).map(({ scenario, runs, fired, failed, actions }) => ({
            label: scenario.name || scenario.id,
            values: { runs, fired, failed, actions },
          })),
        };
        return (
          <>
            <ReportCard
              name="usage-by-day"
              title={t("reports.usage")}
              description={t("reports.usageText")}
              data={days}
              upright
            />
            <ReportCard name="usage-by-scenario" title={t("reports.byScenario")} data={scenarios} />
          </>
        );
      }}
    </Load>
  );
}
