import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Fault } from "@/api/types";
import type { T } from "@/i18n";
import { useSettled } from "@/ui/use-settled";
import { pathText } from "../scenarios/form/form-context";
import { checkFlow, type FlowFault } from "./api";
import { type Finding, lint } from "./lint";
import type { Flow } from "./model";
import { numberOf } from "./numbers";

export interface FlowFaultShown extends Fault {
  step?: string;
}

const words = (t: T, finding: Finding): string =>
  t(`flows.finding.${finding.kind}`, { what: finding.what ?? "" });

/** A fault with its place in the document: the server names a step by its id, the form by its index. */
function placed(flow: Flow, fault: FlowFault): FlowFaultShown {
  const index = fault.step ? flow.steps.findIndex((step) => step.id === fault.step) : -1;
  const path = index < 0 ? fault.field : pathText(["steps", index]) + (fault.field ? `.${fault.field}` : "");
  return { ...fault, path, step: fault.step ?? undefined } as FlowFaultShown;
}

/** What is wrong with a flow: what can be seen here at once, and what the server says a moment later. */
export function useFaults(bot: string, id: string, flow: Flow, others: Set<string> | null) {
  const { t } = useTranslation();
  const settled = useSettled(flow, 400);
  const check = useQuery({
    queryKey: ["flow-check", id, numberOf(settled)],
    queryFn: () => checkFlow(bot, id, settled),
    placeholderData: (before) => before,
    structuralSharing: false,
    gcTime: 10_000,
    staleTime: 10_000,
  });
  const soon = useSettled(flow, 60);
  const local = useMemo(() => lint(soon, others), [soon, others]);
  const faults = useMemo(() => {
    const found = local.map((finding): FlowFaultShown => {
      const index = soon.steps.findIndex((step) => step.id === finding.step);
      return {
        path: pathText(["steps", index, ...finding.path]),
        message: words(t, finding),
        severity: finding.severity,
        step: finding.step,
      } as FlowFaultShown;
    });
    const told = (check.data?.faults ?? []).map((fault) => placed(settled, fault));
    // What both say is said once, in the person's language.
    const here = new Set(found.map((fault) => fault.path));
    return [...found, ...told.filter((fault) => !here.has(fault.path))];
  }, [local, soon, check.data, settled, t]);
  return { faults, checking: settled !== flow || check.isFetching, error: check.error };
}
