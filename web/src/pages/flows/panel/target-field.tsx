import { useTranslation } from "react-i18next";
import { Combobox } from "@/ui/combobox";
import type { Option } from "@/ui/option-list";
import { pathText, useFaultAt, useForm } from "../../scenarios/form/form-context";
import { asText, at, type Path } from "../../scenarios/form/tree";
import { useTargets } from "./panel-context";

interface TargetProps {
  path: Path;
  label: string;
  /** Shown when it leads nowhere. */
  nowhere?: string;
}

/** Where something leads: a step of this flow, or another flow of the bot. */
export function TargetField({ path, label, nowhere }: TargetProps) {
  const { t } = useTranslation();
  const form = useForm();
  const options = useTargets();
  const error = useFaultAt(path);
  const value = asText(at(form.tree, path));
  const known = options.find((one) => one.value === value);
  const missing: Option = { value, label: value, hint: t("flows.unknownStep") };
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <span className="text-[13px] font-medium text-soft">{label}</span>
      <Combobox
        label={label}
        value={value === "" ? null : (known ?? missing)}
        options={options}
        onChange={(option) => form.set(path, option?.value)}
        placeholder={nowhere ?? t("flows.nowhere")}
        clearable
        aria-invalid={error !== undefined || (value !== "" && !known && !value.includes("/"))}
        id={`target-${pathText(path)}`}
      />
      {error ? <p className="text-xs text-bad">{error}</p> : null}
    </div>
  );
}
