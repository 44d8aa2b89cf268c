import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatMoney, formatNumber } from "@/i18n/format";
import { Load } from "@/ui/load";
import type { ReportData } from "./data";
import { type Filters, peopleQuery } from "./queries";
import { ReportCard } from "./report-card";

/** What each person has in hand, and what they did. */
export function PeopleReport({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const query = useQuery(peopleQuery(filters));
  return (
    <Load query={query}>
      {(rows) => {
        const currency = rows[0]?.won_sum.currency ?? "";
        const money = (value: number) =>
          currency ? formatMoney({ minor: Math.round(value * 100), currency }) : "—";
        const data: ReportData = {
          of: t("reports.person"),
          series: [
            { key: "open", label: t("reports.openLeads"), drawn: "solid", format: formatNumber },
            { key: "done", label: t("reports.doneTasks"), drawn: "lines", format: formatNumber },
            { key: "overdue", label: t("reports.overdueTasks"), drawn: "dots", format: formatNumber },
            { key: "tasks", label: t("reports.openTasks"), format: formatNumber },
            { key: "won", label: t("reports.won"), format: formatNumber },
            { key: "lost", label: t("reports.lost"), format: formatNumber },
            { key: "openSum", label: t("reports.openSum"), format: money },
            { key: "wonSum", label: t("reports.wonSum"), format: money },
          ],
          rows: rows.map((row) => ({
            label: row.name ?? t("reports.nobody"),
            values: {
              open: row.open_leads,
              done: row.done_tasks,
              overdue: row.overdue_tasks,
              tasks: row.open_tasks,
              won: row.won,
              lost: row.lost,
              openSum: row.open_sum.minor / 100,
              wonSum: row.won_sum.minor / 100,
            },
          })),
        };
        return (
          <ReportCard
            name="people"
            title={t("reports.people")}
            description={t("reports.peopleText")}
            data={data}
          />
        );
      }}
    </Load>
  );
}
