import { createContext, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Option } from "@/ui/option-list";
import type { FlowSchedule } from "../api";
import { type Flow, STEP_KINDS } from "../model";

/** Another flow of the bot, as far as references need it. */
export interface OtherFlow {
  key: string;
  name: string;
}

export const BotFlows = createContext<OtherFlow[]>([]);
/** The other flows of the bot. */
export const useBotFlows = (): OtherFlow[] => useContext(BotFlows);

export const FlowSchedules = createContext<FlowSchedule[]>([]);
/** When the schedule steps of the published version run. */
export const useFlowSchedules = (): FlowSchedule[] => useContext(FlowSchedules);

export const Targets = createContext<Option[]>([]);
/** Everything a way can lead to. */
export const useTargets = (): Option[] => useContext(Targets);

/** Worked out once for all fields of the panel: a flow may have a thousand steps. */
export function useTargetOptions(flow: Flow, others: OtherFlow[]): Option[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const kinds = new Map(STEP_KINDS.map((kind) => [kind, t(`flows.kind.${kind}.name`)]));
    const own = flow.steps.map(
      (step): Option => ({
        value: step.id,
        label: step.title || (kinds.get(step.step) ?? step.id),
        hint: step.id,
        group: t("flows.thisFlow"),
      }),
    );
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
}
