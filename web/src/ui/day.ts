/** A day of the calendar without a clock or a zone: `2026-12-24`. */
export type Day = string;

const WORDS: Record<string, number> = {
  today: 0,
  сегодня: 0,
  сьогодні: 0,
  tomorrow: 1,
  завтра: 1,
  yesterday: -1,
  вчера: -1,
  вчора: -1,
  учора: -1,
};

const two = (value: number) => String(value).padStart(2, "0");

function dayOf(year: number, month: number, date: number): Day | null {
  const day = new Date(Date.UTC(year, month - 1, date));
  const real = day.getUTCMonth() === month - 1 && day.getUTCDate() === date;
  return real && year >= 1900 && year <= 2200 ? `${year}-${two(month)}-${two(date)}` : null;
}

/** The day so many days later. */
export function plusDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The first and the last day of the month of a day. */
export function monthOf(day: Day): { from: Day; to: Day } {
  const [year = 0, month = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { from: `${day.slice(0, 8)}01`, to: `${day.slice(0, 8)}${two(last)}` };
}

/** Today on the wall of a zone. */
export function todayIn(zone: string, now: number = Date.now()): Day {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(now);
}

/** Reads a day as people of our three languages type it; `null` when it is none. Two-digit years are of this century. */
export function parseDay(text: string, today: Day): Day | null {
  const words = text.trim().toLowerCase();
  const known = WORDS[words];
  if (known !== undefined) return plusDays(today, known);
  const ahead = /^([+-]\d{1,4})$/.exec(words);
  if (ahead) return plusDays(today, Number(ahead[1]));
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const plain = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?\.?$/.exec(words);
  if (!plain) return null;
  const [, date, month, year] = plain;
  const full = year === undefined ? today.slice(0, 4) : year.length === 2 ? `20${year}` : year;
  return dayOf(Number(full), Number(month), Number(date));
}

/** `24.12.2026`, as the field shows it in every language. */
export function dayText(day: Day): string {
  return day.split("-").reverse().join(".");
}

/** The day as the calendar wants it: noon of that day here, which no change of clocks moves to another day. */
export function asDate(day: Day): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date, 12);
}
export function fromDate(date: Date): Day {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
