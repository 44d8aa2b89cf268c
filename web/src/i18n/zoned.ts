import type { Micros } from "@/api/types";

/** The wall clock of a zone at a moment, as if it were UTC milliseconds. */
function wallAsUtc(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(ms);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** A moment as a `datetime-local` input writes it, on the wall clock of a zone. */
export function toLocalInput(at: Micros, zone: string): string {
  return new Date(wallAsUtc(Math.floor(at / 1000), zone)).toISOString().slice(0, 16);
}

/** The moment a wall clock shows `text`; a time skipped by daylight saving moves on by the gap. */
export function fromLocalInput(text: string, zone: string): Micros | null {
  const wall = Date.parse(`${text}Z`);
  if (Number.isNaN(wall)) return null;
  let ms = wall;
  for (let round = 0; round < 2; round++) ms = wall - (wallAsUtc(ms, zone) - ms);
  return ms * 1000;
}
