import { useState } from "react";
import { useTranslation } from "react-i18next";
import { parseDocument, stringify } from "yaml";
import { cn } from "@/ui/cn";
import { CheckLine, Input, Textarea } from "@/ui/field";
import { Labeled } from "./labeled";
import { asList, asText, type Path } from "./tree";

interface SetProps {
  value: unknown;
  options: [string, string][];
  onChange: (value: unknown) => void;
}

/** Any of a few. */
export function CheckSet({ value, options, onChange }: SetProps) {
  const chosen = asList(value).map(asText);
  return (
    <div className="flex flex-wrap gap-x-4">
      {options.map(([name, label]) => (
        <CheckLine
          key={name}
          label={label}
          checked={chosen.includes(name)}
          onChange={(on) => {
            const next = options
              .map(([one]) => one)
              .filter((one) => (one === name ? on : chosen.includes(one)));
            onChange(next.length > 0 ? next : undefined);
          }}
        />
      ))}
    </div>
  );
}

const MONDAY = Date.UTC(2024, 0, 1);

/** Days of the week, 1 is Monday; none means every day. */
export function Weekdays({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const { i18n } = useTranslation();
  const chosen = asList(value).map(Number);
  const name = (day: number, weekday: "short" | "long") =>
    new Intl.DateTimeFormat(i18n.language, { weekday, timeZone: "UTC" }).format(
      MONDAY + (day - 1) * 86_400_000,
    );
  return (
    <div className="flex flex-wrap gap-1">
      {[1, 2, 3, 4, 5, 6, 7].map((day) => {
        const on = chosen.includes(day);
        return (
          <button
            key={day}
            type="button"
            aria-pressed={on}
            onClick={() => {
              const next = [1, 2, 3, 4, 5, 6, 7].filter((one) => (one === day ? !on : chosen.includes(one)));
              onChange(next.length > 0 ? next : undefined);
            }}
            className={cn(
              "h-8 min-w-11 rounded-md border px-2 text-[13px] max-sm:h-10",
              on
                ? "border-accent bg-accent-soft font-medium text-accent-ink"
                : "border-line-strong bg-surface text-soft hover:bg-hover",
            )}
          >
            <span aria-hidden>{name(day, "short")}</span>
            <span className="sr-only">{name(day, "long")}</span>
          </button>
        );
      })}
    </div>
  );
}

interface NumbersProps {
  path: Path;
  label: string;
  hint?: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** Several numbers, written with commas. */
export function NumberList({ path, label, hint, value, onChange }: NumbersProps) {
  const shown = asList(value).map(asText).join(", ");
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Labeled label={label} path={path} hint={hint}>
      {(props) => (
        <Input
          {...props}
          inputMode="numeric"
          value={typed ?? shown}
          onBlur={() => setTyped(null)}
          onChange={(event) => {
            setTyped(event.target.value);
            const numbers = event.target.value.match(/\d+/g)?.map(Number) ?? [];
            onChange(numbers.length > 0 ? numbers : undefined);
          }}
        />
      )}
    </Labeled>
  );
}

/** A setting the form has no field for, as the text it is; what cannot be read yet is kept until it can. */
export function RawField({ path, label, value, onChange }: NumbersProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = value === undefined ? "" : stringify(value).trimEnd();
  const broken = typed !== null && parseDocument(typed, { logLevel: "silent" }).errors.length > 0;
  return (
    <Labeled label={label} path={path} hint={broken ? t("scenarioForm.notYaml") : undefined}>
      {(props) => (
        <Textarea
          {...props}
          className="font-mono text-xs"
          value={typed ?? shown}
          onBlur={() => broken || setTyped(null)}
          onChange={(event) => {
            setTyped(event.target.value);
            const read = parseDocument(event.target.value, { logLevel: "silent" });
            if (read.errors.length === 0) onChange(read.toJS() ?? undefined);
          }}
        />
      )}
    </Labeled>
  );
}
