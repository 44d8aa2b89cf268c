import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { useBuilder } from "./builder";
import { stepName } from "./describe";
import { stepOf } from "./model";
import type { FlowFaultShown } from "./use-faults";

/** What stands in the way of publishing, and what had better be looked at; each leads to its step. */
export function FaultPanel({
  faults,
  onPick,
}: {
  faults: FlowFaultShown[];
  onPick?: (step: string) => void;
}) {
  const { t } = useTranslation();
  const { flow, select, edit } = useBuilder();
  if (faults.length === 0)
    return (
      <p className="flex items-center gap-2 text-[13px]">
        <CircleCheck className="size-4 text-good" aria-hidden /> {t("flows.noFaults")}
      </p>
    );
  const go = (id: string) => {
    select([id]);
    edit();
    onPick?.(id);
  };
  const ordered = faults.toSorted(
    (a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"),
  );
  return (
    <ul className="flex flex-col gap-0.5">
      {ordered.map((fault, index) => {
        const step = fault.step ? stepOf(flow, fault.step) : undefined;
        const bad = fault.severity === "error";
        const Icon = bad ? CircleAlert : TriangleAlert;
        return (
          <li key={index}>
            <button
              type="button"
              disabled={!step}
              onClick={() => step && go(step.id)}
              className="flex w-full items-start gap-2 rounded-md px-2 py-1.5 text-left text-[13px] hover:bg-hover"
            >
              <Icon className={cn("mt-0.5 size-4 shrink-0", bad ? "text-bad" : "text-warn")} aria-hidden />
              <span className="min-w-0">
                {step ? <span className="font-medium">{stepName(t, step)}: </span> : null}
                {fault.message}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
