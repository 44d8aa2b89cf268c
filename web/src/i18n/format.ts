import i18next from "i18next";
import type { Micros, Money } from "@/api/types";

/** The workspace's zone; set once the session is known, the browser's until then. */
let zone: string = Intl.DateTimeFormat().resolvedOptions().timeZone;
export function setZone(timezone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
    zone = timezone;
  } catch {
    // A zone this browser does not know: its own serves better than a broken page.
  }
}
export function currentZone(): string {
  return zone;
}

const cache = new Map<string, Intl.DateTimeFormat>();
function formatter(kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${i18next.language}|${zone}|${kind}`;
  const known = cache.get(id);
  if (known) return known;
  const made = new Intl.DateTimeFormat(i18next.language, { timeZone: zone, hourCycle: "h23", ...options });
  cache.set(id, made);
  return made;
}

const date = (at: Micros) => new Date(at / 1000);

export function formatDateTime(at: Micros): string {
  return formatter("dt", { dateStyle: "medium", timeStyle: "short" }).format(date(at));
}
export function formatExact(at: Micros): string {
  return formatter("exact", { dateStyle: "medium", timeStyle: "medium" }).format(date(at));
}
export function formatDate(at: Micros): string {
  return formatter("d", { dateStyle: "medium" }).format(date(at));
}
export function formatClock(at: Micros): string {
  return formatter("clock", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(date(at));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** `5 min ago`, `in 3 days`: the largest whole unit. */
export function formatRelative(at: Micros, now: number = Date.now() * 1000): string {
  const secs = (at - now) / 1e6;
  const format = new Intl.RelativeTimeFormat(i18next.language, { numeric: "auto", style: "short" });
  const [unit, size] = STEPS.find(([, length]) => Math.abs(secs) >= length) ?? ["second", 1];
  return format.format(Math.trunc(secs / size), unit);
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(i18next.language).format(value);
}

export function formatMoney({ minor, currency }: Money): string {
  try {
    const digits = minor % 100 === 0 ? 0 : 2;
    return new Intl.NumberFormat(i18next.language, {
      style: "currency",
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: 2,
    }).format(minor / 100);
  } catch {
    return `${(minor / 100).toFixed(2)} ${currency}`;
  }
}

export function formatBytes(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log(bytes) / Math.log(1024)));
  return new Intl.NumberFormat(i18next.language, {
    style: "unit",
    unit: units[power] ?? "byte",
    unitDisplay: "narrow",
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(bytes / 1024 ** power);
}

/** `850 µs`, `12 ms`, `1.4 s`. */
export function formatMicros(us: number): string {
  if (us < 1000) return `${us} µs`;
  if (us < 1e6) return `${Number((us / 1000).toPrecision(3))} ms`;
  return `${Number((us / 1e6).toPrecision(3))} s`;
}
