import { CalendarDays } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentZone } from "@/i18n/format";
import { cn } from "./cn";
import { type Day, dayText, parseDay, todayIn } from "./day";
import { Input } from "./field";
import { Popover } from "./popover";
import { Skeleton } from "./skeleton";

// The calendar is asked for when it is first opened.
const Calendar = lazy(() => import("./calendar"));

export interface DateInputProps {
  value: Day | null;
  onChange: (day: Day | null) => void;
  label?: string;
  id?: string;
  required?: boolean;
  disabled?: boolean;
  "aria-invalid"?: boolean;
  "aria-describedby"?: string;
  className?: string;
}

/** A day: typed (`24.12`, `tomorrow`, `+7`) or picked. What is no day stays in the field and says so. */
export function DateInput({ value, onChange, label, className, ...rest }: DateInputProps) {
  const { t } = useTranslation();
  const [text, setText] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const today = todayIn(currentZone());
  useEffect(() => {
    if (value !== undefined) setText(null);
  }, [value]);
  const typed = text?.trim() ?? "";
  const read = parseDay(typed, today);
  const [left, setLeft] = useState(false);
  const wrong = left && typed !== "" && read === null;
  const leave = () => {
    setLeft(true);
    if (text === null || (typed !== "" && read === null) || (typed === "" && rest.required)) return;
    setText(null);
    if (read !== value) onChange(read);
  };
  return (
    <span className={cn("relative block min-w-32", className)}>
      <Input
        {...rest}
        aria-label={label}
        aria-invalid={wrong || rest["aria-invalid"]}
        inputMode="text"
        autoComplete="off"
        placeholder={t("ui.dateHint")}
        value={text ?? (value ? dayText(value) : "")}
        onChange={(event) => {
          setLeft(false);
          setText(event.target.value);
        }}
        onBlur={leave}
        onKeyDown={(event) => event.key === "Enter" && leave()}
        className="pr-9 tabular-nums"
      />
      <Popover
        label={label ?? t("ui.dateDay")}
        align="end"
        keepFocus
        open={open}
        onOpenChange={setOpen}
        trigger={
          <button
            type="button"
            disabled={rest.disabled}
            aria-label={t("ui.openCalendar")}
            className="absolute top-0.5 right-0.5 grid size-7 place-items-center rounded text-faint hover:bg-hover hover:text-ink max-sm:size-9"
          >
            <CalendarDays className="size-4" aria-hidden />
          </button>
        }
      >
        <Suspense fallback={<Skeleton className="h-64 w-60" />}>
          <Calendar
            value={value}
            today={today}
            onPick={(day) => {
              setOpen(false);
              setText(null);
              onChange(day);
            }}
          />
        </Suspense>
      </Popover>
      {wrong ? (
        <span role="alert" className="mt-1 block text-xs text-bad">
          {t("ui.dateWrong")}
        </span>
      ) : null}
    </span>
  );
}
