import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatMoney, formatNumber } from "@/i18n/format";
import { Load } from "@/ui/load";
import { StatTile } from "@/ui/stat-tile";
import type { ReportData } from "./data";
import { type Filters, outcomesQuery } from "./queries";
import { ReportCard } from "./report-card";

/** What was won and lost, and why. */
export function OutcomesReport({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const query = useQuery(outcomesQuery(filters));
  return (
    <Load query={query}>
      {(told) => {
        const closed = told.won + told.lost;
        const rate = closed > 0 ? `${formatNumber(Math.round((told.won / closed) * 1000) / 10)} %` : "—";
        const data: ReportData = {
          of: t("reports.reason"),
          series: [
            { key: "leads", label: t("reports.lost"), drawn: "dots", format: formatNumber },
            {
              key: "sum",
              label: t("reports.lostSum"),
              format: (value) =>
                formatMoney({ minor: Math.round(value * 100), currency: told.lost_sum.currency }),
            },
          ],
          rows: told.reasons.map((row) => ({
            label: row.name ?? t("reports.noReason"),
            values: { leads: row.leads, sum: row.sum.minor / 100 },
          })),
        };
        return (
          <>
            <div className="grid grid-cols-2 gap-3 sm:grid-cols-4 lg:col-span-2">
              <StatTile
                label={t("reports.won")}
                value={formatNumber(told.won)}
                hint={formatMoney(told.won_sum)}
              />
              <StatTile
                label={t("reports.lost")}
                value={formatNumber(told.lost)}
                hint={formatMoney(told.lost_sum)}
              />
              <StatTile label={t("reports.rate")} value={rate} hint={t("reports.rateText")} />
              <StatTile
                label={t("reports.average")}
                value={
                  told.won > 0
                    ? formatMoney({ ...told.won_sum, minor: Math.round(told.won_sum.minor / told.won) })
                    : "—"
                }
                hint={t("reports.averageText")}
              />
            </div>
            <ReportCard name="lost-by-reason" title={t("reports.reasons")} data={data} />
          </>
        );
      }}
    </Load>
  );
}
