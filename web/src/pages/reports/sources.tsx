import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatMoney, formatNumber } from "@/i18n/format";
import { Select } from "@/ui/field";
import { Load } from "@/ui/load";
import { fieldsQuery } from "../records/queries";
import type { ReportData } from "./data";
import { type Filters, sourcesQuery } from "./queries";
import { ReportCard } from "./report-card";

const TELLING = ["text", "select", "url", "number"];
const MAKERS = ["user", "run", "hook", "system"] as const;

interface SourcesReportProps {
  filters: Filters;
  by: string;
  onBy: (by: string) => void;
}

/** Where leads came from, and what became of them: by source, maker, or a field such as utm_source. */
export function SourcesReport({ filters, by, onBy }: SourcesReportProps) {
  const { t } = useTranslation();
  const query = useQuery(sourcesQuery(filters, by));
  const fields = useQuery(fieldsQuery("lead"));
  return (
    <Load query={query}>
      {(rows) => {
        const currency = rows[0]?.won_sum.currency ?? "";
        const name = (value: string) => {
          if (value === "") return t("reports.none");
          const maker = by === "maker" ? MAKERS.find((one) => one === value) : undefined;
          return maker ? t(`reports.maker.${maker}`) : value;
        };
        const data: ReportData = {
          of: t("reports.source"),
          series: [
            { key: "leads", label: t("reports.leads"), drawn: "solid", format: formatNumber },
            { key: "won", label: t("reports.won"), drawn: "lines", format: formatNumber },
            { key: "lost", label: t("reports.lost"), format: formatNumber },
            {
              key: "sum",
              label: t("reports.wonSum"),
              format: (value) => (currency ? formatMoney({ minor: Math.round(value * 100), currency }) : "—"),
            },
          ],
          rows: rows.slice(0, 12).map((row) => ({
            label: name(row.value),
            values: { leads: row.leads, won: row.won, lost: row.lost, sum: row.won_sum.minor / 100 },
          })),
        };
        return (
          <ReportCard
            name="sources"
            title={t("reports.sources")}
            data={data}
            actions={
              <Select
                className="w-40"
                aria-label={t("reports.by")}
                value={by}
                onChange={(event) => onBy(event.target.value)}
              >
                <option value="source">{t("reports.bySource")}</option>
                <option value="maker">{t("reports.byMaker")}</option>
                {fields.data
                  ?.filter((field) => TELLING.includes(field.type))
                  .map((field) => (
                    <option key={field.id} value={field.key}>
                      {field.name}
                    </option>
                  ))}
              </Select>
            }
          />
        );
      }}
    </Load>
  );
}
