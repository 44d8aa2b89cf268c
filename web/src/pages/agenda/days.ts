import type { Micros } from "@/api/types";
import { fromLocalInput, toLocalInput } from "@/i18n/zoned";
import { type Day, plusDays } from "@/ui/day";

/** The moment at which a day begins on the wall of a zone. */
export function startOf(day: Day, zone: string): Micros {
  return fromLocalInput(`${day}T00:00`, zone) ?? 0;
}

/** The day a moment falls on. */
export function dayAt(at: Micros, zone: string): Day {
  return toLocalInput(at, zone).slice(0, 10);
}

/** The same time of day on another day; what the clocks skip moves on by the gap. */
export function onDay(at: Micros, day: Day, zone: string): Micros {
  return fromLocalInput(`${day}T${toLocalInput(at, zone).slice(11)}`, zone) ?? at;
}

/** So many days later at the same time of day. */
export function daysLater(at: Micros, days: number, zone: string): Micros {
  return onDay(at, plusDays(dayAt(at, zone), days), zone);
}

/** The Monday of a day's week. */
export function weekOf(day: Day): Day {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return plusDays(day, -weekday);
}

/** Monday of the week after. */
export function nextMonday(day: Day): Day {
  return plusDays(weekOf(day), 7);
}

export type Scale = "month" | "week" | "day";

/** The days a calendar shows around one: whole weeks for a month. */
export function shown(day: Day, scale: Scale): Day[] {
  if (scale === "day") return [day];
  const first = scale === "week" ? weekOf(day) : weekOf(`${day.slice(0, 8)}01`);
  const [year = 0, month = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
  const count = scale === "week" ? 7 : weeksBetween(first, last) * 7;
  return Array.from({ length: count }, (_, place) => plusDays(first, place));
}

function weeksBetween(first: Day, last: Day): number {
  return Math.floor((Date.parse(last) - Date.parse(first)) / (7 * 86_400_000)) + 1;
}

/** The day one step on, in the steps of the scale. */
export function step(day: Day, scale: Scale, by: number): Day {
  if (scale !== "month") return plusDays(day, by * (scale === "week" ? 7 : 1));
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 10);
}
