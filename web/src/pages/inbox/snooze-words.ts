import { fromLocalInput, toLocalInput } from "@/i18n/zoned";

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Mornings begin at nine. */
const MORNING = 9 * 60;
const NOON = 12 * 60;

/** Words of the three languages of the studio, with their endings. */
const UNITS: [RegExp, number][] = [
  [/^(m|mins?|minutes?|мин\p{L}*|хв\p{L}*)$/u, MINUTE],
  [/^(h|hrs?|hours?|ч|час|часа|часов|годин\p{L}*)$/u, HOUR],
  [/^(d|days?|день|дня|дней|дні|днів|доб\p{L}*|сут\p{L}*)$/u, DAY],
  [/^(w|weeks?|недел\p{L}*|тиж\p{L}*)$/u, 7 * DAY],
];
const HALF = /^(half|пол|пів)$/u;
/** Noon is no half of a day. */
const HALVED = /^(?!полдень|полдня|полудень)(пол|пів)(\p{L}+)$/u;
const DAYS: [RegExp, number][] = [
  [/^(today|сегодня|сьогодні)$/u, 0],
  [/^(tomorrow|завтра)$/u, 1],
  [/^(послезавтра|післязавтра)$/u, 2],
];
/** Sunday first, as weekdays are counted. */
const WEEKDAYS = [
  /^(sun|вос|вс|нед|нд)/u,
  /^(mon|пон|пн)/u,
  /^(tue|вт|вів)/u,
  /^(wed|сред|ср|сер)/u,
  /^(thu|чет|чт|чет)/u,
  /^(fri|пят|пт|п.?ят)/u,
  /^(sat|суб|сб)/u,
];
const PARTS: [RegExp, number][] = [
  [/^(morning|утр|вран|ранк|ранок)/u, MORNING],
  [/^(noon|полдень|полдня|опівдні|полудень)/u, NOON],
  [/^(afternoon|дн[её]м|вдень|удень)/u, 14 * 60],
  [/^(evening|tonight|вечер|вечір|ввечері|увечері)/u, 18 * 60],
];
/** Words that say nothing by themselves. */
const FILLERS = new Set(
  "in at on next the for until till to через за на в во о об у по до к следующий следующую наступний наступну наступного".split(
    " ",
  ),
);

/** Minutes of a clock: `9`, `15:30`, `9.30`, `3pm`. */
function clockOf(word: string): number | null {
  const found = word.match(/^(\d{1,2})(?:[:.](\d{2}))?(am|pm)?$/u);
  if (!found) return null;
  const [, hours = "", minutes = "0", half] = found;
  let hour = Number(hours);
  if (half === "pm" && hour < 12) hour += 12;
  if (half === "am" && hour === 12) hour = 0;
  return hour < 24 && Number(minutes) < 60 ? hour * 60 + Number(minutes) : null;
}

const unitOf = (word: string | undefined) => UNITS.find(([unit]) => word && unit.test(word))?.[1];

/** `2 hours`, `через час`, `1h30m`, `пів години`: how long, all parts together; null when it is something else. */
function spanOf(words: string[]): number | null {
  let [span, at] = [0, 0];
  while (at < words.length) {
    const word = words[at] ?? "";
    const joined = word.match(/^(\d+(?:[.,]\d+)?)(\p{L}+)$/u);
    const number = Number(word.replace(",", "."));
    const halved = word.match(HALVED);
    if (joined && unitOf(joined[2])) {
      span += Number(joined[1]?.replace(",", ".")) * (unitOf(joined[2]) ?? 0);
      at += 1;
    } else if (number > 0 && unitOf(words[at + 1])) {
      span += number * (unitOf(words[at + 1]) ?? 0);
      at += 2;
    } else if (halved && unitOf(halved[2])) {
      span += (unitOf(halved[2]) ?? 0) / 2;
      at += 1;
    } else if (HALF.test(word)) {
      const next = words.slice(at + 1).find((one) => one !== "an" && one !== "a");
      const unit = unitOf(next);
      if (!unit) return null;
      return span + unit / 2;
    } else if (unitOf(word)) {
      span += unitOf(word) ?? 0;
      at += 1;
    } else if (word === "a" || word === "an" || word === "and" || word === "и" || word === "і") at += 1;
    else return null;
  }
  return span > 0 ? span : null;
}

/**
 * The moment that words name, UNIX microseconds: `in 2 hours`, `tomorrow 15:00`, `friday`, `завтра в 10`, `через годину`.
 * Null when they name none, or one that has gone by. Days without a clock begin at nine.
 */
export function momentOf(text: string, now: number, zone: string): number | null {
  const words = text
    .toLowerCase()
    .replace(/[’']/g, "'")
    .split(/[\s,]+/u)
    .filter((word) => word && !FILLERS.has(word));
  if (words.length === 0) return null;
  const span = spanOf(words);
  if (span !== null) return now + Math.round(span);
  let days: number | null = null;
  let clock: number | null = null;
  let part: number | null = null;
  const today = toLocalInput(now, zone).slice(0, 10);
  const weekday = new Date(`${today}T12:00:00Z`).getUTCDay();
  for (const [at, word] of words.entries()) {
    const relative = DAYS.find(([day]) => day.test(word))?.[1];
    const named = WEEKDAYS.findIndex((day) => day.test(word));
    const ofDay = PARTS.find(([of]) => of.test(word))?.[1];
    const suffix = words[at + 1];
    const time = clockOf(suffix === "pm" || suffix === "am" ? word + suffix : word);
    if (relative !== undefined) days = relative;
    else if (ofDay !== undefined) part = ofDay;
    else if (time !== null) clock = time;
    else if (named >= 0) days = (named - weekday + 7) % 7 || 7;
    else if (word !== "am" && word !== "pm") return null;
  }
  const at = (day: number) => {
    const date = new Date(Date.parse(`${today}T12:00:00Z`) + day * 86_400_000).toISOString().slice(0, 10);
    // `6 in the evening` is 18:00.
    const late = clock !== null && part !== null && part >= NOON && clock < NOON;
    const minutes = clock === null ? (part ?? MORNING) : late ? clock + NOON : clock;
    const pad = (number: number) => String(number).padStart(2, "0");
    return fromLocalInput(`${date}T${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`, zone);
  };
  if (days !== null) {
    const moment = at(days);
    return moment !== null && moment > now ? moment : null;
  }
  // A clock alone is its next time.
  const [soon, later] = [at(0), at(1)];
  return soon !== null && soon > now ? soon : later;
}
