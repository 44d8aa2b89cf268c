import type { TFunction } from "i18next";
import { formatNumber } from "@/i18n/format";

/** Hours as people say them: minutes below one, days above two. */
export function duration(t: TFunction, hours: number): string {
  const round = (value: number) => formatNumber(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
  if (hours < 1) return t("reports.minutes", { value: round(hours * 60) });
  if (hours < 48) return t("reports.hours", { value: round(hours) });
  return t("reports.days", { value: round(hours / 24) });
}
