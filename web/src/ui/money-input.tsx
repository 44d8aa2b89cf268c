import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Money } from "@/api/types";
import { formatMoney } from "@/i18n/format";
import { amountText, parseAmount } from "./amount";
import { cn } from "./cn";
import { Input } from "./field";

interface MoneyInputProps {
  value: Money | null;
  /** The workspace's currency, for an empty field. */
  currency: string;
  onChange: (value: Money | null) => void;
  label?: string;
  id?: string;
  disabled?: boolean;
  "aria-invalid"?: boolean;
  "aria-describedby"?: string;
  className?: string;
}

/** An amount of money: shown as money, edited as a plain number, with a comma or a point. What is no amount stays and says so. */
export function MoneyInput({ value, currency, onChange, label, className, ...rest }: MoneyInputProps) {
  const { t, i18n } = useTranslation();
  const [text, setText] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  useEffect(() => {
    if (value !== undefined) setText(null);
  }, [value]);
  const unit = value?.currency ?? currency;
  const mark = i18n.language === "en" ? "." : ",";
  const leave = () => {
    if (text === null) return;
    const minor = text.trim() === "" ? null : parseAmount(text);
    if (text.trim() !== "" && minor === null) return setWrong(true);
    setWrong(false);
    setText(null);
    if (minor !== (value?.minor ?? null)) onChange(minor === null ? null : { minor, currency: unit });
  };
  return (
    <span className="relative block">
      <Input
        {...rest}
        inputMode="decimal"
        aria-label={label}
        aria-invalid={wrong || rest["aria-invalid"]}
        title={wrong ? t("ui.noAmount") : undefined}
        value={text ?? (value ? formatMoney(value) : "")}
        placeholder={formatMoney({ minor: 0, currency: unit })}
        onFocus={() => text === null && setText(value ? amountText(value.minor, mark) : "")}
        onChange={(event) => {
          setWrong(false);
          setText(event.target.value);
        }}
        onBlur={leave}
        onKeyDown={(event) => event.key === "Enter" && leave()}
        className={cn("text-right tabular-nums", text !== null && "pr-11", className)}
      />
      {text === null ? null : (
        <span className="pointer-events-none absolute top-2 right-2.5 text-xs text-faint">{unit}</span>
      )}
      {wrong ? (
        <span role="alert" className="mt-1 block text-xs text-bad">
          {t("ui.noAmount")}
        </span>
      ) : null}
    </span>
  );
}
