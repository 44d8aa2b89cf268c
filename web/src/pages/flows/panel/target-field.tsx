import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Combobox } from "@/ui/combobox";
import type { Option } from "@/ui/option-list";
import { pathText, useFaultAt, useForm } from "../../scenarios/form/form-context";
import { asText, at, type Path } from "../../scenarios/form/tree";
import { useBuilder } from "../builder";
import { lookOf } from "../canvas/kind-look";
import { stepName } from "../describe";
import { useBotFlows } from "./panel-context";

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
  const { flow } = useBuilder();
  const others = useBotFlows();
  const error = useFaultAt(path);
  const value = asText(at(form.tree, path));
  const options = useMemo((): Option[] => {
    const own = flow.steps.map((step): Option => {
      const Icon = lookOf(step.step).icon;
      return {
        value: step.id,
        label: stepName(t, step),
        hint: step.id,
        icon: <Icon aria-hidden />,
        group: t("flows.thisFlow"),
      };
    });
    const away = others.map(
      (one): Option => ({
        value: `${one.key}/`,
        label: one.name,
        hint: one.key,
        group: t("flows.otherFlows"),
      }),
    );
    return [...own, ...away];
  }, [flow.steps, others, t]);
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
