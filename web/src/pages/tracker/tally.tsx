import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentZone, formatMoney, formatNumber } from "@/i18n/format";
import { fromLocalInput } from "@/i18n/zoned";
import { DateRangeInput } from "@/ui/date-range";
import { plusDays, todayIn } from "@/ui/day";
import { Select } from "@/ui/field";
import { Load } from "@/ui/load";
import type { ReportData } from "../reports/data";
import { ReportCard } from "../reports/report-card";
import { campaignsQuery, type TallyRow, tallyQuery } from "./api";

const countOf = (row: TallyRow, event: string) => row.events.find((one) => one.event === event)?.people ?? 0;

/** All currencies that sums of these rows are in; each stays by itself. */
const currenciesOf = (rows: TallyRow[]) =>
  [...new Set(rows.flatMap((row) => row.events.flatMap((one) => Object.keys(one.sums))))].sort();

/** Deposits, first and repeated; what goes back to people is no revenue. */
const sumOf = (row: TallyRow, currency: string) =>
  row.events
    .filter((one) => one.event === "sale" || one.event === "resale")
    .reduce((sum, one) => sum + (one.sums[currency] ?? 0), 0);

/** From clicks to money, by campaign or by any tracker field. */
export function Tally() {
  const { t } = useTranslation();
  const zone = currentZone();
  const today = todayIn(zone);
  const [days, setDays] = useState({ from: plusDays(today, -29), to: today });
  const [campaign, setCampaign] = useState("");
  const [field, setField] = useState("");
  const campaigns = useQuery(campaignsQuery).data ?? [];
  const period = {
    from: fromLocalInput(`${days.from}T00:00`, zone) ?? 0,
    to: fromLocalInput(`${plusDays(days.to, 1)}T00:00`, zone) ?? 0,
  };
  const query = useQuery({ ...tallyQuery(period, campaign, field), placeholderData: keepPreviousData });
  const fields = [
    ...new Set(campaigns.flatMap((one) => (one.settings.parameters ?? []).map((part) => part.parameter))),
    "source",
  ].sort();
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-5 p-6 max-sm:p-4">
      <div className="flex flex-wrap items-center gap-2">
        <DateRangeInput
          label={t("reports.period")}
          value={days}
          onChange={(next) => setDays({ from: next.from ?? days.from, to: next.to ?? days.to })}
        />
        <Select
          className="w-52 max-sm:w-full"
          aria-label={t("tracker.ofCampaign")}
          value={campaign}
          onChange={(event) => setCampaign(event.target.value)}
        >
          <option value="">{t("tracker.allCampaigns")}</option>
          {campaigns.map((one) => (
            <option key={one.id} value={one.id}>
              {one.settings.name}
            </option>
          ))}
        </Select>
        <Select
          className="w-52 max-sm:w-full"
          aria-label={t("reports.by")}
          value={field}
          onChange={(event) => setField(event.target.value)}
        >
          <option value="">{t("tracker.byCampaign")}</option>
          {fields.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      <Load query={query}>
        {(rows) => {
          const currencies = currenciesOf(rows);
          const data: ReportData = {
            of: field || t("tracker.byCampaign"),
            series: [
              { key: "clicks", label: t("tracker.clicks"), drawn: "solid", format: formatNumber },
              { key: "starts", label: t("tracker.starts"), drawn: "lines", format: formatNumber },
              { key: "registrations", label: t("tracker.registrations"), format: formatNumber },
              { key: "deposits", label: t("tracker.deposits"), drawn: "dots", format: formatNumber },
              ...currencies.map((currency) => ({
                key: currency,
                label: t("tracker.revenue", { currency }),
                format: (value: number) => formatMoney({ minor: Math.round(value), currency }),
              })),
            ],
            rows: rows.map((row) => ({
              label: row.value ?? t(field ? "reports.none" : "tracker.organic"),
              values: {
                clicks: row.clicks,
                starts: row.starts,
                registrations: countOf(row, "registration"),
                deposits: countOf(row, "sale"),
                ...Object.fromEntries(currencies.map((currency) => [currency, sumOf(row, currency)])),
              },
            })),
          };
          return <ReportCard name="tracker" title={t("tracker.report")} data={data} />;
        }}
      </Load>
    </div>
  );
}
