import { isMap } from "@/ui/is-map";
import { asList, asText, asTree, type Tree } from "../scenarios/form/tree";

/** What a step can do, in the order in which the palette offers it. */
export const STEP_KINDS = [
  "send",
  "ask",
  "branch",
  "split",
  "wait",
  "act",
  "request",
  "operator",
  "assign",
  "flow",
  "return",
  "log_in",
  "schedule",
  "finish",
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** A place on the canvas, in its own units. */
export interface Place {
  x: number;
  y: number;
}

/** A step of a flow. What its kind takes is read loosely: the server holds the rules. */
export interface FlowStep extends Tree {
  id: string;
  step: StepKind;
  title?: string;
  comment?: string;
  off?: boolean;
  at?: Place;
  next?: string;
}

export interface CanvasNote {
  text: string;
  at: Place;
}

/** A flow as the builder holds it. Never changed in place, so that what did not change is known by being the same object. */
export interface Flow extends Tree {
  name: string;
  description?: string;
  start?: string;
  steps: FlowStep[];
  notes: CanvasNote[];
}

const isKind = (text: unknown): text is StepKind => STEP_KINDS.some((kind) => kind === text);

export function kindOf(value: Tree): StepKind | null {
  return isKind(value.step) ? value.step : null;
}

function placeOf(value: unknown): Place | undefined {
  const { x, y } = asTree(value);
  return typeof x === "number" && typeof y === "number" ? { x, y } : undefined;
}

/** A step as far as the builder can show it: with an id and a kind it knows. */
function isStep(value: unknown): value is FlowStep {
  return isMap(value) && typeof value.id === "string" && isKind(value.step);
}

/** What a document says, or null when the builder cannot show it whole: nothing of it may be lost by drawing it. */
export function readFlow(value: unknown): Flow | null {
  const tree = asTree(value);
  const steps = asList(tree.steps);
  const notes = asList(tree.notes);
  if (!steps.every(isStep) || new Set(steps.map((step) => step.id)).size < steps.length) return null;
  const read = notes.map((note) => ({ text: asText(asTree(note).text), at: placeOf(asTree(note).at) }));
  if (!read.every((note): note is CanvasNote => note.at !== undefined)) return null;
  return { ...tree, name: asText(tree.name), steps, notes: read };
}

/** The document as it is sent and shown as text: without what is empty. */
export function written(flow: Flow): Tree {
  const { steps, notes, ...head } = flow;
  return { ...head, ...(steps.length > 0 ? { steps } : {}), ...(notes.length > 0 ? { notes } : {}) };
}

export const stepOf = (flow: Flow, id: string): FlowStep | undefined =>
  flow.steps.find((step) => step.id === id);

/** The step a dialog begins with. */
export const startOf = (flow: Flow): string | undefined => flow.start ?? flow.steps[0]?.id;

/** Where a reference leads: a step of this flow by its id, else another flow. */
export function localTarget(target: unknown): string | undefined {
  const text = asText(target);
  return text && !text.includes("/") ? text : undefined;
}

/** An id of its own for a new step, short and readable: `ask`, `ask-2`. */
export function freshId(taken: Set<string>, wish: string): string {
  if (!taken.has(wish)) return wish;
  let number = 2;
  while (taken.has(`${wish}-${number}`)) number += 1;
  return `${wish}-${number}`;
}

/** The messages of a step, each with its path inside the step. */
export function messagesOf(step: FlowStep): { message: Tree; path: (string | number)[] }[] {
  const one = (name: string) =>
    isMap(step[name]) ? [{ message: asTree(step[name]), path: [name] as (string | number)[] }] : [];
  const many = asList(step.messages).map((message, index) => ({
    message: asTree(message),
    path: ["messages", index],
  }));
  return [...many, ...one("message")];
}

export function pushesOf(value: Tree): { message: Tree; path: (string | number)[] }[] {
  return asList(value.pushes).map((push, index) => ({
    message: asTree(asTree(push).message),
    path: ["pushes", index, "message"],
  }));
}

/** The first words of a step: what it says, as it is written. */
export function wordsOf(step: FlowStep): string {
  for (const { message } of messagesOf(step)) {
    const text = asText(message.text).trim();
    if (text) return text.replace(/<[^>]*>/g, "");
  }
  return "";
}
