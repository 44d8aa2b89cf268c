import { asList } from "../../scenarios/form/tree";
import { type FlowStep, wordsOf } from "../model";
import { type Output, outputs } from "../outputs";

/** The measures of a step on the canvas, pixels. They are known without drawing it, so that a flow of a thousand steps opens at once. */
export const WIDTH = 240;
export const HEAD = 40;
export const WORDS = 40;
export const ROW = 26;
const FOOT = 6;

export interface Size {
  width: number;
  height: number;
}

/** Whether a line of what it says or does stands under the head. */
export const hasWords = (step: FlowStep): boolean => wordsOf(step) !== "" || DESCRIBED.has(step.step);
const DESCRIBED = new Set(["ask", "wait", "act", "request", "assign", "flow", "schedule", "operator"]);

export const rowsOf = (step: FlowStep): Output[] => outputs(step);

export function sizeOf(step: FlowStep): Size {
  const height = HEAD + (hasWords(step) ? WORDS : 0) + rowsOf(step).length * ROW + FOOT;
  return { width: WIDTH, height };
}

/** The middle of a way out, from the top of its step. */
export function rowMiddle(step: FlowStep, index: number): number {
  return HEAD + (hasWords(step) ? WORDS : 0) + index * ROW + ROW / 2;
}

/** The middle of where lines come in. */
export const IN_MIDDLE = HEAD / 2;

/** What stands beside the title: aliases lead here from anywhere. */
export const aliasesOf = (step: FlowStep): string[] => asList(step.aliases).map(String);
