/** A report as both a chart and a table: a row per thing, a value per series. */
export interface ReportData {
  /** What the rows are, the head of the first column. */
  of: string;
  series: Series[];
  rows: ReportRow[];
}

export interface Series {
  key: string;
  label: string;
  /** Drawn in the chart; other series stand in the table alone. */
  drawn?: Look;
  /** A value as people read it. */
  format: (value: number) => string;
}

/** Bars are told apart by their filling too, not by colour alone. */
export type Look = "solid" | "lines" | "dots";

export interface ReportRow {
  label: string;
  values: Record<string, number>;
  color?: string;
}

const quoted = (text: string) => (/[",;\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
/** A table program must show a cell, not compute it. */
const plain = (text: string) => (/^[=+\-@\t]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text);

export function toCsv({ of, series, rows }: ReportData): string {
  const lines = [
    [of, ...series.map((one) => one.label)],
    ...rows.map((row) => [row.label, ...series.map((one) => String(row.values[one.key] ?? 0))]),
  ];
  return `\u{feff}${lines.map((line) => line.map((cell) => quoted(plain(cell))).join(";")).join("\r\n")}\r\n`;
}
