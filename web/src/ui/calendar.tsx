import { type DateRange, DayPicker } from "@daypicker/react";
import { enGB, ru, uk } from "@daypicker/react/locale";
import { useTranslation } from "react-i18next";
import { asDate, type Day, fromDate } from "./day";

const LOCALES = { en: enGB, ru, uk };

const day =
  "grid size-8 place-items-center rounded-md text-[13px] hover:bg-hover disabled:opacity-40 max-sm:size-10";
const look = {
  root: "relative w-fit select-none",
  months: "flex flex-wrap gap-4",
  month: "flex flex-col gap-2",
  nav: "absolute top-0 right-0 z-10 flex gap-1",
  button_previous: "grid size-7 place-items-center rounded-md text-soft hover:bg-hover",
  button_next: "grid size-7 place-items-center rounded-md text-soft hover:bg-hover",
  chevron: "size-4 fill-current",
  month_caption: "flex h-7 items-center px-2 text-[13px] font-semibold first-letter:uppercase",
  month_grid: "border-collapse",
  weekday: "size-8 text-center text-2xs font-medium text-faint max-sm:w-10",
  day: "p-px text-center",
  day_button: day,
  outside: "[&>button]:text-faint",
  today:
    "[&>button]:font-semibold [&>button]:text-accent-ink [&>button]:ring-1 [&>button]:ring-line-strong [&>button]:ring-inset",
  selected: "[&>button]:bg-accent [&>button]:text-on-accent [&>button]:hover:bg-accent-hover",
  range_start: "[&>button]:bg-accent [&>button]:text-on-accent",
  range_end: "[&>button]:bg-accent [&>button]:text-on-accent",
  range_middle: "[&>button]:bg-accent-soft [&>button]:text-accent-ink [&>button]:hover:bg-accent-soft",
};

function useLocale() {
  const { i18n } = useTranslation();
  return LOCALES[i18n.language as keyof typeof LOCALES] ?? enGB;
}

interface CalendarProps {
  value: Day | null;
  today: Day;
  onPick: (day: Day) => void;
}

/** A month to pick a day from, with the arrows too. */
export default function Calendar({ value, today, onPick }: CalendarProps) {
  const picked = value ? asDate(value) : undefined;
  return (
    <DayPicker
      mode="single"
      locale={useLocale()}
      weekStartsOn={1}
      classNames={look}
      showOutsideDays
      autoFocus
      today={asDate(today)}
      defaultMonth={picked ?? asDate(today)}
      selected={picked}
      onSelect={(date) => date && onPick(fromDate(date))}
    />
  );
}

export interface Days {
  from?: Day;
  to?: Day;
}

interface RangeCalendarProps {
  value: Days;
  today: Day;
  onPick: (days: Days) => void;
}

export function RangeCalendar({ value, today, onPick }: RangeCalendarProps) {
  const picked: DateRange | undefined = value.from
    ? { from: asDate(value.from), to: value.to ? asDate(value.to) : undefined }
    : undefined;
  return (
    <DayPicker
      mode="range"
      locale={useLocale()}
      weekStartsOn={1}
      classNames={look}
      showOutsideDays
      today={asDate(today)}
      defaultMonth={picked?.from ?? asDate(today)}
      selected={picked}
      onSelect={(range) =>
        onPick({
          from: range?.from ? fromDate(range.from) : undefined,
          to: range?.to ? fromDate(range.to) : undefined,
        })
      }
    />
  );
}
