import { Phone } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "./cn";
import { Input } from "./field";

interface PhoneInputProps extends Omit<ComponentProps<"input">, "value" | "onChange" | "type"> {
  value: string;
  onChange: (text: string) => void;
}

/** Numbers as they are dialled: what else was pasted along goes, the leading plus stays. */
export function dialled(text: string): string {
  const digits = text.replace(/[^\d]/g, "");
  return digits && `${/^\s*\+/.test(text) ? "+" : ""}${digits}`;
}

/** A phone number, with the way to call it. The server brings it into its full form and says what it lacks. */
export function PhoneInput({ value, onChange, className, ...rest }: PhoneInputProps) {
  const { t } = useTranslation();
  const number = dialled(value);
  return (
    <span className="relative block">
      <Input
        {...rest}
        type="tel"
        inputMode="tel"
        value={value}
        placeholder="+380 50 123 45 67"
        onChange={(event) => onChange(event.target.value)}
        className={cn("pr-9 tabular-nums", className)}
      />
      {number.length > 5 ? (
        <a
          href={`tel:${number}`}
          aria-label={t("ui.call", { number: value })}
          className="absolute top-1/2 right-1 grid size-7 -translate-y-1/2 place-items-center rounded text-faint hover:bg-hover hover:text-accent-ink"
        >
          <Phone className="size-3.5" aria-hidden />
        </a>
      ) : null}
    </span>
  );
}
