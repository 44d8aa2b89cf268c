import { Handle, type NodeProps, Position } from "@xyflow/react";
import {
  ArrowUpRight,
  CircleAlert,
  Clock,
  Filter,
  MessageSquareMore,
  Play,
  TriangleAlert,
} from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { asList } from "../../scenarios/form/tree";
import { outputName, stepDetail, stepName } from "../describe";
import type { FlowStep } from "../model";
import { type Output, outputs } from "../outputs";
import { StepCounts } from "../step-counts";
import { StepPeople } from "../step-people";
import type { Marks, StepNode } from "./graph";
import { lookOf, TINT } from "./kind-look";
import { aliasesOf, HEAD, hasWords, IN_MIDDLE, ROW, rowMiddle, WORDS } from "./size";

const port =
  "!size-3 !rounded-full !border-2 !border-line-strong !bg-surface transition-colors hover:!border-accent hover:!bg-accent-soft pointer-coarse:!size-5";

/** A step: what it is called, what it says, and a line for every way out. */
export const StepCard = memo(function StepCard({ data, selected }: NodeProps<StepNode>) {
  const { t } = useTranslation();
  const { step, marks } = data;
  return (
    <div
      className={cn(
        "flow-step size-full rounded-lg border bg-surface text-[13px] shadow-card",
        marks.faults > 0 ? "border-bad" : "border-line-strong",
        marks.found && "border-accent",
        marks.trail === "passed" && "border-good",
        marks.trail === "here" && "flow-here border-good",
        selected && "border-accent outline-2 outline-accent",
        step.off && "border-dashed bg-sunken",
      )}
    >
      <StepCounts step={step.id} className="absolute -top-6 left-0" />
      <StepPeople step={step.id} className="absolute -top-6 right-0" />
      <Handle type="target" position={Position.Left} className={port} style={{ top: IN_MIDDLE }} />
      <Head step={step} marks={marks} name={stepName(t, step)} />
      {hasWords(step) ? (
        <p
          className="flow-words overflow-hidden px-2.5 text-xs leading-[18px] break-words text-soft [-webkit-box-orient:vertical] [-webkit-line-clamp:2] [display:-webkit-box]"
          style={{ height: WORDS - 4 }}
        >
          {stepDetail(t, step)}
        </p>
      ) : null}
      {outputs(step).map((way, index) => (
        <Way key={way.id} step={step} way={way} index={index} />
      ))}
    </div>
  );
});

function Head({ step, marks, name }: { step: FlowStep; marks: Marks; name: string }) {
  const { t } = useTranslation();
  const { icon: Icon, family } = lookOf(step.step);
  const aliases = aliasesOf(step);
  return (
    <div className="flex items-center gap-2 px-2.5" style={{ height: HEAD }}>
      <span className={cn("grid size-6 shrink-0 place-items-center rounded-md", TINT[family])}>
        <Icon className="size-3.5" aria-hidden />
      </span>
      <span className={cn("min-w-0 flex-1 truncate font-medium", step.off && "line-through")}>{name}</span>
      {aliases.length > 0 ? (
        <span className="max-w-16 truncate rounded bg-hover px-1 font-mono text-2xs text-soft">
          {aliases[0]}
        </span>
      ) : null}
      {marks.start ? (
        <Play className="size-3.5 shrink-0 fill-current text-good" aria-label={t("flows.start")} />
      ) : null}
      {asList(step.if).length > 0 ? (
        <Filter className="size-3.5 shrink-0 text-faint" aria-label={t("flows.audience")} />
      ) : null}
      {step.delay_secs ? (
        <Clock className="size-3.5 shrink-0 text-faint" aria-label={t("flows.delayed")} />
      ) : null}
      {step.comment ? (
        <span title={step.comment} className="inline-flex shrink-0">
          <MessageSquareMore className="size-3.5 text-warn" aria-hidden />
          <span className="sr-only">{t("flows.commentSays", { text: step.comment })}</span>
        </span>
      ) : null}
      {marks.faults > 0 ? (
        <CircleAlert className="size-4 shrink-0 text-bad" aria-label={t("flows.hasFaults")} />
      ) : marks.warnings > 0 ? (
        <TriangleAlert className="size-4 shrink-0 text-warn" aria-label={t("flows.hasWarnings")} />
      ) : null}
    </div>
  );
}

function Way({ step, way, index }: { step: FlowStep; way: Output; index: number }) {
  const { t } = useTranslation();
  const away = way.target?.includes("/");
  return (
    <div className="flow-way flex items-center gap-1 border-t px-2.5 text-xs" style={{ height: ROW }}>
      <span
        className={cn(
          "min-w-0 flex-1 truncate",
          way.kind === "button" ? "font-medium text-accent-ink" : "text-faint",
          way.kind !== "button" && "text-right",
        )}
      >
        {outputName(t, way)}
      </span>
      {away ? (
        <span className="flex max-w-24 items-center gap-0.5 truncate text-2xs text-faint">
          <ArrowUpRight className="size-3 shrink-0" aria-hidden />
          {way.target}
        </span>
      ) : null}
      <Handle
        type="source"
        id={way.id}
        position={Position.Right}
        className={cn(port, way.target && "!border-accent")}
        style={{ top: rowMiddle(step, index) }}
      />
    </div>
  );
}
