import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/badge";
import { same } from "../scenarios/form/tree";
import { stepName } from "./describe";
import type { Flow, FlowStep } from "./model";

interface Change {
  kind: "added" | "changed" | "removed" | "moved";
  step: FlowStep;
}

const still = ({ at: _, ...step }: FlowStep) => step;

/** What the second flow has that the first has not, step by step. */
export function changesOf(before: Flow, after: Flow): Change[] {
  const olds = new Map(before.steps.map((step) => [step.id, step]));
  const news = new Set(after.steps.map((step) => step.id));
  const changed = after.steps.flatMap((step): Change[] => {
    const old = olds.get(step.id);
    if (!old) return [{ kind: "added", step }];
    if (same(old, step)) return [];
    return [{ kind: same(still(old), still(step)) ? "moved" : "changed", step }];
  });
  const gone = before.steps
    .filter((step) => !news.has(step.id))
    .map((step): Change => ({ kind: "removed", step }));
  return [...changed, ...gone];
}

const TONES = { added: "good", changed: "accent", removed: "bad", moved: "neutral" } as const;

/** The steps that differ; those that only lie elsewhere are counted, since nobody who talks to the bot notices. */
export function FlowChanges({ before, after }: { before: Flow; after: Flow }) {
  const { t } = useTranslation();
  const all = changesOf(before, after);
  const told = all.filter((change) => change.kind !== "moved");
  const moved = all.length - told.length;
  return (
    <div className="flex flex-col gap-1 text-[13px]">
      <ul className="flex max-h-56 flex-col gap-1 overflow-y-auto">
        {told.map(({ kind, step }) => (
          <li key={step.id} className="flex items-center gap-2">
            <Badge tone={TONES[kind]}>{t(`scenarioForm.change.${kind}`)}</Badge>
            <span className="min-w-0 truncate">{stepName(t, step)}</span>
            <code className="font-mono text-xs text-faint">{step.id}</code>
          </li>
        ))}
      </ul>
      {moved > 0 ? <p className="text-xs text-faint">{t("flows.movedSteps", { count: moved })}</p> : null}
      {all.length === 0 ? <p className="text-faint">{t("flows.noChanges")}</p> : null}
    </div>
  );
}
