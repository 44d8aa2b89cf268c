import { useTranslation } from "react-i18next";
import type { Micros } from "@/api/types";
import { currentZone } from "@/i18n/format";
import { fromLocalInput, toLocalInput } from "@/i18n/zoned";
import { cn } from "./cn";
import { DateInput } from "./date-input";
import { Input } from "./field";

interface DateTimeInputProps {
  value: Micros | null;
  onChange: (at: Micros | null) => void;
  label?: string;
  id?: string;
  /** The clock a day gets that is picked into an empty field. */
  clock?: string;
  disabled?: boolean;
  className?: string;
}

/** A moment on the workspace's clock, its zone beside it. */
export function DateTimeInput({
  value,
  onChange,
  label,
  id,
  clock = "10:00",
  disabled,
  className,
}: DateTimeInputProps) {
  const { t } = useTranslation();
  const zone = currentZone();
  const [day = null, time = clock] = value === null ? [] : toLocalInput(value, zone).split("T");
  const put = (nextDay: string | null, nextTime: string) =>
    onChange(nextDay === null ? null : fromLocalInput(`${nextDay}T${nextTime}`, zone));
  return (
    <span className={cn("flex flex-wrap items-start gap-2", className)}>
      <DateInput
        id={id}
        label={label}
        disabled={disabled}
        value={day}
        onChange={(next) => put(next, time)}
        className="flex-1"
      />
      <Input
        type="time"
        aria-label={`${label ? `${label}: ` : ""}${t("ui.dateTime")}`}
        title={zone}
        disabled={disabled || day === null}
        value={time}
        onChange={(event) => event.target.value && put(day, event.target.value)}
        className="w-24"
      />
    </span>
  );
}
