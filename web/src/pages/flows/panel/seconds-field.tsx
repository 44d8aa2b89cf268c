import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Input, Select } from "@/ui/field";
import { useForm } from "../../scenarios/form/form-context";
import { Labeled } from "../../scenarios/form/labeled";
import { asText, at, type Path } from "../../scenarios/form/tree";

const UNITS = { s: 1, min: 60, h: 3600, d: 86_400 } as const;
type Unit = keyof typeof UNITS;
const NAMES: Unit[] = ["s", "min", "h", "d"];

/** The largest unit that a number of seconds is a whole number of. */
function unitOf(secs: number): Unit {
  return NAMES.toReversed().find((unit) => secs > 0 && secs % UNITS[unit] === 0) ?? "min";
}

interface SecondsProps {
  path: Path;
  label: string;
  hint?: string;
  /** It must be there: 0 is written too. */
  required?: boolean;
}

/** A length of time, in the unit people think of; the document keeps seconds. */
export function SecondsField({ path, label, hint, required }: SecondsProps) {
  const { t } = useTranslation();
  const form = useForm();
  const secs = Number(asText(at(form.tree, path)) || 0);
  const [picked, setPicked] = useState<Unit | null>(null);
  const unit = picked && secs % UNITS[picked] === 0 ? picked : unitOf(secs);
  const set = (count: number, of: Unit) => {
    const next = Math.max(0, Math.round(count * UNITS[of]));
    form.set(path, next === 0 && !required ? undefined : next);
  };
  return (
    <Labeled label={label} path={path} hint={hint}>
      {(props) => (
        <span className="flex gap-1.5">
          <Input
            {...props}
            type="number"
            min={0}
            className="w-24"
            value={secs / UNITS[unit]}
            onChange={(event) => set(Number(event.target.value), unit)}
          />
          <Select
            aria-label={t("flows.unitOf", { label })}
            className="w-28"
            value={unit}
            onChange={(event) => {
              const next = NAMES.find((one) => one === event.target.value) ?? "s";
              setPicked(next);
              set(secs / UNITS[unit], next);
            }}
          >
            {NAMES.map((name) => (
              <option key={name} value={name}>
                {t(`flows.unit.${name}`)}
              </option>
            ))}
          </Select>
        </span>
      )}
    </Labeled>
  );
}
