import { ChartBar, FileDown, ImageDown, Table } from "lucide-react";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/button";
import { Section } from "@/ui/page";
import { saveFile } from "@/ui/save-file";
import { Skeleton } from "@/ui/skeleton";
import { type Look, type ReportData, toCsv } from "./data";
import { savePicture } from "./picture";

const Bars = lazy(() => import("./bars").then((module) => ({ default: module.Bars })));

const swatches: Record<Look, string> = {
  solid: "bg-accent",
  lines: "bg-[repeating-linear-gradient(45deg,var(--color-good)_0_3px,transparent_3px_6px)] ring-1 ring-good",
  dots: "bg-[radial-gradient(var(--color-bad)_1.5px,transparent_2px)] bg-size-[5px_5px] ring-1 ring-bad",
};

interface ReportCardProps {
  name: string;
  title: string;
  description?: string;
  data: ReportData;
  upright?: boolean;
  actions?: ReactNode;
  children?: ReactNode;
}

/** A report: its chart or its table, and both as a file. */
export function ReportCard({ name, title, description, data, upright, actions, children }: ReportCardProps) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const chart = useRef<HTMLDivElement>(null);
  const drawn = data.series.filter((series) => series.drawn);
  const empty = data.rows.length === 0;
  const picture = () => {
    const svg = chart.current?.querySelector("svg");
    if (svg) void savePicture(svg, name);
  };
  const table = () => saveFile(new Blob([toCsv(data)], { type: "text/csv" }), `${name}.csv`);
  return (
    <Section
      title={title}
      description={description}
      actions={
        <span className="flex items-center gap-1">
          {actions}
          <IconButton
            label={asTable ? t("reports.showChart") : t("reports.showTable")}
            aria-pressed={asTable}
            disabled={empty}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <ChartBar /> : <Table />}
          </IconButton>
          <IconButton label={t("reports.png", { title })} disabled={empty || asTable} onClick={picture}>
            <ImageDown />
          </IconButton>
          <IconButton label={t("reports.csv", { title })} disabled={empty} onClick={table}>
            <FileDown />
          </IconButton>
        </span>
      }
    >
      {children}
      {empty ? <p className="p-4 text-[13px] text-faint">{t("reports.empty")}</p> : null}
      {!empty && !asTable ? (
        <div ref={chart} className="p-4" aria-hidden>
          {drawn.length > 1 ? (
            <ul className="mb-3 flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
              {drawn.map((series) => (
                <li key={series.key} className="flex items-center gap-1.5">
                  <span className={`size-3 rounded-sm ${swatches[series.drawn ?? "solid"]}`} />
                  {series.label}
                </li>
              ))}
            </ul>
          ) : null}
          <Suspense fallback={<Skeleton className="h-48" />}>
            <Bars data={data} upright={upright} />
          </Suspense>
        </div>
      ) : null}
      {empty ? null : (
        <section
          // A wide table is moved sideways by keyboard, too.
          tabIndex={asTable ? 0 : undefined}
          aria-label={title}
          className={asTable ? "overflow-x-auto" : "sr-only"}
        >
          <ReportTable title={title} data={data} />
        </section>
      )}
    </Section>
  );
}

/** The same as the chart in words and numbers; read out even while the chart is shown. */
export function ReportTable({ title, data }: { title: string; data: ReportData }) {
  return (
    <table className="w-full text-[13px]">
      <caption className="sr-only">{title}</caption>
      <thead>
        <tr className="border-b text-left text-xs text-faint">
          <th scope="col" className="px-4 py-2 font-medium">
            {data.of}
          </th>
          {data.series.map((series) => (
            <th key={series.key} scope="col" className="px-4 py-2 text-right font-medium">
              {series.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y">
        {data.rows.map((row) => (
          <tr key={row.label}>
            <th scope="row" className="px-4 py-2 text-left font-normal">
              {row.label}
            </th>
            {data.series.map((series) => (
              <td key={series.key} className="px-4 py-2 text-right tabular-nums">
                {series.format(row.values[series.key] ?? 0)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
