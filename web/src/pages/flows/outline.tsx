import { ArrowRight, Plus } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Empty } from "@/ui/empty";
import { useBuilder } from "./builder";
import { lookOf, TINT } from "./canvas/kind-look";
import { Palette } from "./canvas/palette";
import { onCopy, onPaste, onStepKey } from "./commands";
import { outputName, stepDetail, stepName } from "./describe";
import { addStep } from "./edits";
import { type Flow, type FlowStep, startOf, stepOf } from "./model";
import { outputs, targetsOf } from "./outputs";
import { StepCounts } from "./step-counts";
import { StepPeople } from "./step-people";

interface Line {
  step: FlowStep;
  depth: number;
}

/** Deeper steps stand no further in: the text would have no room. */
const DEEPEST = 8;

/** The steps as they are met from the start on; what nothing leads to comes last. Each stands once, where it is first met. */
function linesOf(flow: Flow): Line[] {
  const targets = targetsOf(flow);
  const seen = new Set<string>();
  const lines: Line[] = [];
  const visit = (first: string) => {
    const open: [string, number][] = [[first, 0]];
    for (let top = open.pop(); top; top = open.pop()) {
      const [id, depth] = top;
      const step = stepOf(flow, id);
      if (!step || seen.has(id)) continue;
      seen.add(id);
      lines.push({ step, depth: Math.min(depth, DEEPEST) });
      const next = targets.get(id) ?? [];
      // A single way on is read as the next line, several are told apart by their indent.
      const inner = next.length > 1 ? depth + 1 : depth;
      open.push(...next.toReversed().map((one): [string, number] => [one, inner]));
    }
  };
  const start = startOf(flow);
  if (start) visit(start);
  for (const step of flow.steps) visit(step.id);
  return lines;
}

/** The same flow as a list: everything the canvas does, by keyboard and in words. */
export function Outline() {
  const { t } = useTranslation();
  const builder = useBuilder();
  const { flow, places, selection, select } = builder;
  const host = useRef<HTMLUListElement>(null);
  const [adding, setAdding] = useState<{
    x: number;
    y: number;
    from?: { step: string; output: string };
  } | null>(null);
  const lines = linesOf(flow);
  const current = lines.find((line) => line.step.id === selection.at(-1))?.step.id ?? lines[0]?.step.id;
  const focusStep = (id: string) =>
    host.current?.querySelector<HTMLElement>(`[data-step="${CSS.escape(id)}"]`)?.focus();
  const last = useRef(current);
  useEffect(() => {
    // The focus follows the selection only while it is in the list.
    if (current && current !== last.current && host.current?.contains(document.activeElement))
      focusStep(current);
    last.current = current;
  }, [current]);
  const openPalette = (button: Element, step?: FlowStep) => {
    const box = button.getBoundingClientRect();
    const ways = step ? outputs(step) : [];
    const way = ways.find((one) => one.kind === "next") ?? ways.find((one) => !one.target) ?? ways[0];
    setAdding({
      x: box.left,
      y: box.bottom + 4,
      from: step && way ? { step: step.id, output: way.id } : undefined,
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = lines.findIndex((line) => line.step.id === current);
    const go = (to: number) => {
      const id = lines[to]?.step.id;
      if (!id) return;
      event.preventDefault();
      select(event.shiftKey ? [...new Set([...selection, id])] : [id]);
      focusStep(id);
    };
    if (event.key === "ArrowDown") go(at + 1);
    else if (event.key === "ArrowUp") go(at - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(lines.length - 1);
    else if (event.key === "Insert" && current) {
      event.preventDefault();
      openPalette(
        event.currentTarget.querySelector(`[data-step="${CSS.escape(current)}"]`) ?? event.currentTarget,
        stepOf(flow, current),
      );
    } else onStepKey(builder, event);
  };
  if (flow.steps.length === 0 && !adding)
    return (
      <Empty icon={Plus} title={t("flows.empty")} text={t("flows.emptyText")}>
        <Button variant="primary" onClick={(event) => openPalette(event.currentTarget)}>
          {t("flows.addStep")}
        </Button>
      </Empty>
    );
  return (
    <div
      className="h-full overflow-y-auto bg-canvas"
      onCopy={(event) => onCopy(builder, event)}
      onCut={(event) => onCopy(builder, event)}
      onPaste={(event) => onPaste(builder, event, null)}
    >
      <p className="px-5 pt-4 text-xs text-faint max-sm:px-3">{t("flows.outlineHint")}</p>
      <ul
        ref={host}
        aria-label={t("flows.outline")}
        className="flex flex-col gap-1 px-5 py-3 max-sm:px-3"
        onKeyDown={onKeyDown}
      >
        {lines.map(({ step, depth }) => (
          <li
            key={step.id}
            style={{ marginInlineStart: `${depth * 1.25}rem` }}
            className="flex items-stretch gap-1"
          >
            <Row
              step={step}
              flow={flow}
              chosen={selection.includes(step.id)}
              tab={step.id === current}
              onPick={() => select([step.id])}
              onEdit={() => builder.edit()}
            />
            <StepPeople step={step.id} className="self-center" />
            <StepCounts step={step.id} className="self-center" />
            <button
              type="button"
              tabIndex={step.id === current ? 0 : -1}
              aria-label={t("flows.addAfter", { name: stepName(t, step) })}
              title={t("flows.addAfter", { name: stepName(t, step) })}
              onClick={(event) => openPalette(event.currentTarget, step)}
              className="grid w-8 shrink-0 place-items-center rounded-md text-faint hover:bg-hover hover:text-ink max-sm:w-11"
            >
              <Plus className="size-4" aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      {adding ? (
        <Palette
          at={adding}
          notes={false}
          close={() => {
            setAdding(null);
            if (current) focusStep(current);
          }}
          onPick={(kind) => {
            if (kind === "note") return;
            const made = addStep(flow, kind, { from: adding.from }, places);
            setAdding(null);
            builder.change(made.flow);
            select([made.id]);
            builder.edit();
          }}
        />
      ) : null}
    </div>
  );
}

interface RowProps {
  step: FlowStep;
  flow: Flow;
  chosen: boolean;
  tab: boolean;
  onPick: () => void;
  onEdit: () => void;
}

function Row({ step, flow, chosen, tab, onPick, onEdit }: RowProps) {
  const { t } = useTranslation();
  const { icon: Icon, family } = lookOf(step.step);
  const nameOf = (target: string) => {
    const found = stepOf(flow, target);
    return found ? stepName(t, found) : target;
  };
  return (
    <button
      type="button"
      data-step={step.id}
      tabIndex={tab ? 0 : -1}
      aria-pressed={chosen}
      aria-keyshortcuts="Enter F2 Insert Delete D"
      onClick={onPick}
      onFocus={onPick}
      onDoubleClick={onEdit}
      className={cn(
        "flex min-w-0 flex-1 items-start gap-2.5 rounded-lg border bg-surface px-3 py-2 text-left text-[13px]",
        chosen ? "border-accent" : "hover:border-line-strong",
        step.off && "border-dashed bg-sunken",
      )}
    >
      <span className={cn("grid size-6 shrink-0 place-items-center rounded-md", TINT[family])}>
        <Icon className="size-3.5" aria-hidden />
      </span>
      <span className="min-w-0 flex-1">
        <span className="font-medium">{stepName(t, step)}</span>
        {step.off ? <span className="text-faint"> · {t("common.off")}</span> : null}
        {startOf(flow) === step.id ? <span className="text-good"> · {t("flows.start")}</span> : null}
        <span className="block truncate text-xs text-soft">{stepDetail(t, step)}</span>
        {step.comment ? (
          <span className="block break-words text-xs text-warn">
            {t("flows.commentSays", { text: step.comment })}
          </span>
        ) : null}
        {outputs(step).map((way) =>
          way.target ? (
            <span key={way.id} className="flex items-center gap-1 text-xs text-faint">
              {outputName(t, way)} <ArrowRight className="size-3 shrink-0" aria-label={t("flows.leadsTo")} />
              <span className="truncate text-soft">{nameOf(way.target)}</span>
            </span>
          ) : null,
        )}
      </span>
    </button>
  );
}
