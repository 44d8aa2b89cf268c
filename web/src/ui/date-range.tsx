import { CalendarRange } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentZone } from "@/i18n/format";
import { Button } from "./button";
import type { Days } from "./calendar";
import { cn } from "./cn";
import { fieldButton } from "./combobox";
import { DateInput } from "./date-input";
import { type Day, dayText, monthOf, plusDays, todayIn } from "./day";
import { Popover } from "./popover";
import { Skeleton } from "./skeleton";

const RangeCalendar = lazy(() => import("./calendar").then((module) => ({ default: module.RangeCalendar })));

const RANGES = ["today", "yesterday", "week", "month", "lastMonth", "days30"] as const;

/** The days of a period that people name. Weeks begin on Monday. */
export function rangeOf(name: (typeof RANGES)[number], today: Day): Required<Days> {
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  switch (name) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: plusDays(today, -1), to: plusDays(today, -1) };
    case "week":
      return { from: plusDays(today, -weekday), to: plusDays(today, 6 - weekday) };
    case "month":
      return monthOf(today);
    case "lastMonth":
      return monthOf(plusDays(monthOf(today).from, -1));
    case "days30":
      return { from: plusDays(today, -29), to: today };
  }
}

function text({ from, to }: Days): string {
  if (from && from === to) return dayText(from);
  return `${from ? dayText(from) : "…"} – ${to ? dayText(to) : "…"}`;
}

interface DateRangeProps {
  label: string;
  value: Days;
  onChange: (days: Days) => void;
  className?: string;
}

/** From a day to a day: typed, picked, or one of the periods people name. Either end may be open. */
export function DateRangeInput({ label, value, onChange, className }: DateRangeProps) {
  const [open, setOpen] = useState(false);
  const some = value.from || value.to;
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      className="max-h-none"
      trigger={
        <button
          type="button"
          aria-label={some ? `${label}: ${text(value)}` : label}
          className={cn(fieldButton, "w-auto", className)}
        >
          <CalendarRange className="size-4 shrink-0 text-faint" aria-hidden />
          <span className={cn("truncate tabular-nums", !some && "text-faint")}>
            {some ? text(value) : label}
          </span>
        </button>
      }
    >
      <DateRangeEditor value={value} onChange={onChange} />
    </Popover>
  );
}

/** The inside of a range's popover, for filters that bring their own. */
export function DateRangeEditor({ value, onChange }: Pick<DateRangeProps, "value" | "onChange">) {
  const { t } = useTranslation();
  const today = todayIn(currentZone());
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-2">
        <DateInput
          label={t("ui.dateFrom")}
          value={value.from ?? null}
          onChange={(from) => onChange({ ...value, from: from ?? undefined })}
        />
        <DateInput
          label={t("ui.dateTo")}
          value={value.to ?? null}
          onChange={(to) => onChange({ ...value, to: to ?? undefined })}
        />
      </div>
      <div className="flex gap-3 max-sm:flex-col">
        <div className="flex w-36 flex-col gap-0.5 max-sm:w-full max-sm:flex-row max-sm:flex-wrap">
          {RANGES.map((name) => (
            <Button
              key={name}
              variant="ghost"
              size="sm"
              className="justify-start"
              onClick={() => onChange(rangeOf(name, today))}
            >
              {t(`ui.ranges.${name}`)}
            </Button>
          ))}
          {value.from || value.to ? (
            <Button variant="ghost" size="sm" className="justify-start" onClick={() => onChange({})}>
              {t("ui.clear")}
            </Button>
          ) : null}
        </div>
        <Suspense fallback={<Skeleton className="h-64 w-60" />}>
          <RangeCalendar value={value} today={today} onPick={onChange} />
        </Suspense>
      </div>
    </div>
  );
}
