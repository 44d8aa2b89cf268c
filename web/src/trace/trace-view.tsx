import { useTranslation } from "react-i18next";
import type { Block, BlockTrace, Scenario, Trace } from "@/api/types";
import { formatMicros } from "@/i18n/format";
import { Badge } from "@/ui/badge";
import { cn } from "@/ui/cn";
import { reasonText } from "./reason-text";
import { Rows } from "./rows";
import { StepRow } from "./step-row";

/** The block of the text that a trace speaks of: by its id, else by its place. */
function blockOf(scenario: Scenario | null, trace: BlockTrace, index: number): Block | undefined {
  const active = scenario?.blocks ?? [];
  return active.find((block) => block.id === trace.id) ?? active.filter((block) => !block.off)[index];
}

function BlockView({
  block,
  trace,
  index,
  real,
}: {
  block: Block | undefined;
  trace: BlockTrace;
  index: number;
  real: boolean;
}) {
  const { t } = useTranslation();
  const conditions = block?.if ?? [];
  const steps = block?.do ?? [];
  const judged = trace.steps ?? [];
  return (
    <section
      className={cn("overflow-hidden rounded-lg border", trace.fired ? "border-good/40" : "border-line")}
    >
      <header className="flex items-center gap-2 border-b bg-sunken px-3 py-2">
        <h3 className="min-w-0 flex-1 truncate text-[13px] font-semibold">
          {block?.name || t("outline.block", { n: index + 1 })}
        </h3>
        <span className="text-xs text-faint">{formatMicros(trace.us)}</span>
        <Badge tone={trace.fired ? "good" : "neutral"}>
          {trace.fired ? t("trace.blockFired") : t("trace.blockNot")}
        </Badge>
      </header>
      <div className="flex flex-col gap-2 p-2">
        {conditions.length > 0 ? (
          <Rows rows={conditions} trace={trace.rows} judged />
        ) : (
          <p className="px-2 text-xs text-faint">{t("trace.noConditions")}</p>
        )}
        {trace.fired ? (
          <ul className="flex flex-col divide-y border-t pt-1">
            {(judged.length > 0 ? judged : []).map((step, at) => (
              <StepRow
                key={step.id}
                step={steps.find((one) => one.id === step.id) ?? steps.filter((one) => !one.off)[at]}
                trace={step}
                real={real}
              />
            ))}
            {judged.length === 0 ? (
              <li className="px-2 py-1 text-xs text-faint">{t("trace.noSteps")}</li>
            ) : null}
          </ul>
        ) : null}
      </div>
    </section>
  );
}

/** Every judged block with its conditions and actions, as it happened. */
export function TraceView({
  scenario,
  trace,
  real,
}: {
  scenario: Scenario | null;
  trace: Trace;
  real: boolean;
}) {
  const { t } = useTranslation();
  const blocks = trace.blocks ?? [];
  return (
    <div className="flex flex-col gap-3">
      {trace.note || trace.reason ? (
        <p className="rounded-lg bg-warn-soft px-3 py-2 text-[13px] text-warn">
          {trace.reason ? reasonText(t, trace.reason) : trace.note}
        </p>
      ) : null}
      {blocks.map((block, index) => (
        <BlockView
          key={block.id}
          block={blockOf(scenario, block, index)}
          trace={block}
          index={index}
          real={real}
        />
      ))}
      {blocks.length === 0 && !trace.note ? (
        <p className="text-[13px] text-faint">{t("trace.noBlocks")}</p>
      ) : null}
    </div>
  );
}
