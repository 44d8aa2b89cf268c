import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api } from "@/api/client";
import type { Lead, LeadCard, Stage } from "@/api/types";
import { pipelinesQuery, useRecordChange } from "@/pages/records/queries";
import { cn } from "@/ui/cn";
import { ErrorNote } from "@/ui/error-note";
import { Ask } from "./board/ask";
import type { Question } from "./board/use-moves";

const asCard = (lead: Lead): LeadCard => ({ ...lead, contact: null, next_task_at: null });

/** On a phone the stages go beyond the edge: the one the lead is on comes into sight. */
const intoView = (step: HTMLLIElement | null) => {
  const list = step?.parentElement;
  if (step && list) list.scrollLeft = step.offsetLeft - (list.clientWidth - step.clientWidth) / 2;
};

/** The way of a lead through its pipeline: where it stands, and one step to anywhere. */
export function StagePath({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const pipeline = useQuery(pipelinesQuery).data?.find((one) => one.id === lead.pipeline_id);
  const [question, ask] = useState<Question | null>(null);
  const move = useRecordChange(({ stage, change }: { stage: string; change?: Record<string, unknown> }) =>
    api.post("/leads/move", { leads: [lead.id], stage, change: change ?? {} }),
  );
  if (!pipeline) return null;
  const at = pipeline.stages.findIndex((stage) => stage.id === lead.stage_id);
  const current = pipeline.stages[at];
  const go = (stage: Stage) => {
    if (!stage.id || stage.id === lead.stage_id) return;
    const to = { stage: stage.id };
    if (stage.kind === "lost") return ask({ cards: [asCard(lead)], to, missing: [] });
    move.mutate(
      { stage: stage.id },
      {
        onError: (error) => {
          if (error instanceof ApiError && error.code === "fields_required")
            ask({ cards: [asCard(lead)], to, missing: error.errors.map((fault) => fault.path) });
        },
      },
    );
  };
  const asked = pipeline.stages.find((stage) => stage.id === question?.to.stage);
  const open = current?.kind === "open";
  return (
    <div className="flex flex-col gap-2 px-5 pt-4 max-sm:px-4">
      <ol
        aria-label={t("records.stage")}
        className="flex gap-1 max-sm:-mx-4 max-sm:snap-x max-sm:overflow-x-auto max-sm:px-4 max-sm:[scrollbar-width:none]"
      >
        {pipeline.stages.map((stage, index) => {
          const here = index === at;
          const passed = open && stage.kind === "open" && index < at;
          return (
            <li
              key={stage.id}
              ref={here ? intoView : undefined}
              className="min-w-0 flex-1 max-sm:min-w-28 max-sm:snap-center"
            >
              <button
                type="button"
                aria-current={here ? "step" : undefined}
                onClick={() => go(stage)}
                title={stage.name}
                className={cn(
                  "flex h-9 w-full flex-col justify-between overflow-hidden rounded-md border text-left text-xs hover:bg-hover",
                  here ? "border-line-strong bg-hover font-semibold text-ink" : "text-soft",
                )}
              >
                <span className="flex items-center gap-1 truncate px-1.5 pt-1.5">
                  {passed ? <Check className="size-3 shrink-0" aria-hidden /> : null}
                  <span className="truncate">{stage.name}</span>
                </span>
                <span
                  aria-hidden
                  className={cn("h-1 w-full", !here && !passed && "opacity-30")}
                  style={{ backgroundColor: stage.color }}
                />
              </button>
            </li>
          );
        })}
      </ol>
      {move.error && !question ? <ErrorNote error={move.error} /> : null}
      {question && asked ? (
        <Ask
          question={question}
          stageName={asked.name}
          lost={asked.kind === "lost"}
          answer={async (change) => void (await move.mutateAsync({ stage: question.to.stage, change }))}
          close={() => ask(null)}
        />
      ) : null}
    </div>
  );
}
