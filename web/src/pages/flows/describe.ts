import type { T } from "@/i18n";
import { actionName } from "@/trace/describe";
import { asList, asText, asTree } from "../scenarios/form/tree";
import { type FlowStep, wordsOf } from "./model";
import type { Output } from "./outputs";

export const kindName = (t: T, step: FlowStep): string => t(`flows.kind.${step.step}.name`);

/** What a step is called: its title, else what it does. */
export const stepName = (t: T, step: FlowStep): string => step.title || kindName(t, step);

/** Seconds as people say them: `1 h 30 min`. */
export function duration(t: T, secs: number): string {
  const parts = [
    [Math.floor(secs / 86_400), "d"],
    [Math.floor((secs % 86_400) / 3600), "h"],
    [Math.floor((secs % 3600) / 60), "min"],
    [secs % 60, "s"],
  ] as const;
  const shown = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${t(`flows.unit.${unit}`)}`);
  return shown.join(" ") || `0 ${t("flows.unit.s")}`;
}

function waitText(t: T, step: FlowStep): string {
  if ("working_hours" in step) return t("flows.wait.workingHours");
  if (step.until !== undefined) return t("flows.wait.untilTime", { time: asText(step.until) });
  return duration(t, Number(step.secs ?? 0));
}

/** A line of what a step does, beside its title. */
export function stepDetail(t: T, step: FlowStep): string {
  const words = wordsOf(step);
  if (words) return words;
  switch (step.step) {
    case "wait":
      return waitText(t, step);
    case "act": {
      const names = asList(step.do).map(
        (one) => asText(asTree(one).title) || actionName(t, asText(asTree(one).action)),
      );
      return names.join(", ") || t("flows.noActions");
    }
    case "request":
      return asText(asTree(step.request).url);
    case "assign": {
      const users = asList(step.users).map((one) => asText(asTree(one).user));
      return users.join(", ") || t("flows.assign.take");
    }
    case "flow":
      return asText(step.flow);
    case "schedule":
      return asText(step.every) || asText(asTree(step.schedule).time);
    case "operator":
      return t("flows.operatorDetail");
    case "ask":
      return t(`flows.answer.${answerOf(step)}`);
    default:
      return "";
  }
}

export const ANSWERS = [
  "text",
  "number",
  "email",
  "phone",
  "date",
  "time",
  "url",
  "choice",
  "file",
  "location",
] as const;
export type AnswerKind = (typeof ANSWERS)[number];
export const answerOf = (step: FlowStep): AnswerKind => ANSWERS.find((one) => one === step.answer) ?? "text";

/** A way out by the name people know it by. */
export function outputName(t: T, way: Output): string {
  switch (way.kind) {
    case "button":
    case "push":
      return way.label || t("flows.unnamedButton");
    case "branch":
      return way.label.match(/^\d+$/) ? t("flows.branchN", { n: way.label }) : way.label;
    case "way":
      return way.label;
    default:
      return t(`flows.output.${way.kind}`);
  }
}
