import { isMap } from "@/ui/is-map";
import { asList, asText, asTree, type Path, type Tree } from "../scenarios/form/tree";
import { type Flow, type FlowStep, messagesOf, pushesOf, startOf } from "./model";
import { ENDS, outputs, targetsOf } from "./outputs";

/** What is found here at once, before the server has looked. */
export const FINDINGS = [
  "deadEnd",
  "unreachable",
  "noTarget",
  "tooLong",
  "captionTooLong",
  "tooManyButtons",
  "longRow",
  "emptyButton",
  "emptyMessage",
  "needsKeyboard",
  "mixedKeyboard",
  "shares",
  "aliasTwice",
  "unset",
  "noBranches",
  "noActions",
] as const;
export type FindingKind = (typeof FINDINGS)[number];

export interface Finding {
  kind: FindingKind;
  /** The step it is about. */
  step: string;
  /** The place inside the step. */
  path: Path;
  severity: "error" | "warning";
  /** What it is about: a name, a number. */
  what?: string;
}

/** Telegram's limits, counted in UTF-16 units as it does. */
const LONGEST_TEXT = 4096;
const LONGEST_CAPTION = 1024;
const MOST_BUTTONS = 100;
const WIDEST_ROW = 8;

type Say = (kind: FindingKind, path: Path, severity?: Finding["severity"], what?: string) => void;

const plain = (text: string) => text.replace(/<\/?(b|i|u|s|code|pre|blockquote|tg-spoiler|a)\b[^>]*>/g, "");

function checkButtons(message: Tree, path: Path, say: Say): void {
  const rows = asList(message.buttons).map(asList);
  if (rows.flat().length > MOST_BUTTONS)
    say("tooManyButtons", [...path, "buttons"], "error", String(MOST_BUTTONS));
  rows.forEach((row, line) => {
    if (row.length > WIDEST_ROW) say("longRow", [...path, "buttons", line], "error", String(WIDEST_ROW));
    row.forEach((button, place) => {
      const { text, press } = asTree(button);
      const at: Path = [...path, "buttons", line, place];
      if (!asText(text).trim()) say("emptyButton", [...at, "text"], "error");
      const shares = press === "share_phone" || press === "share_location";
      if (shares && message.keyboard !== true) say("needsKeyboard", [...at, "press"], "error", asText(text));
      const leads = isMap(press) && ("url" in press || "web_app" in press || "query" in press);
      if (leads && message.keyboard === true) say("mixedKeyboard", [...at, "press"], "error", asText(text));
    });
  });
}

function checkMessage(message: Tree, path: Path, say: Say): void {
  const files = asList(message.files).length;
  const text = asText(message.text);
  const length = plain(text).length;
  if (!text.trim() && files === 0) say("emptyMessage", [...path, "text"], "error");
  if (files > 0 && length > LONGEST_CAPTION)
    say("captionTooLong", [...path, "text"], "error", String(LONGEST_CAPTION));
  // A longer text is sent in parts.
  else if (length > LONGEST_TEXT) say("tooLong", [...path, "text"], "warning", String(LONGEST_TEXT));
  checkButtons(message, path, say);
}

function checkStep(step: FlowStep, known: Set<string>, say: Say): void {
  for (const { message, path } of [...messagesOf(step), ...pushesOf(step)]) checkMessage(message, path, say);
  for (const way of outputs(step))
    if (way.target && !way.target.includes("/") && !known.has(way.target))
      say("noTarget", way.path, "error", way.target);
  if (step.step === "split") {
    const sum = asList(step.ways).reduce<number>((all, way) => all + Number(asTree(way).share ?? 0), 0);
    if (sum !== 100) say("shares", ["ways"], "error", String(sum));
  }
  if (step.step === "assign" && asList(step.users).length > 0) {
    const sum = asList(step.users).reduce<number>((all, user) => all + Number(asTree(user).share ?? 0), 0);
    if (sum !== 100) say("shares", ["users"], "error", String(sum));
  }
  if (step.step === "branch" && asList(step.branches).length === 0) say("noBranches", ["branches"], "error");
  if (step.step === "act" && asList(step.do).length === 0) say("noActions", ["do"], "warning");
}

/** A step that a person cannot leave: nothing leads on, and its kind does not end the talk. */
function isDeadEnd(step: FlowStep): boolean {
  if (ENDS.has(step.step) || step.finish !== undefined) return false;
  if (step.step === "flow" && step.come_back !== true) return false;
  return outputs(step).every((way) => !way.target);
}

function reached(flow: Flow): Set<string> {
  const targets = targetsOf(flow);
  const open = [startOf(flow), ...flow.steps.filter(entered).map((step) => step.id)];
  // Any step of the flow may be silent long enough for a push of the flow.
  open.push(...pushesOf(flow).flatMap(({ message }) => goesTo(message)));
  const seen = new Set<string>();
  for (let id = open.pop(); open.length > 0 || id !== undefined; id = open.pop()) {
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    open.push(...(targets.get(id) ?? []));
  }
  return seen;
}
/** Entered without a line: by its words, or by the clock. */
const entered = (step: FlowStep) => asList(step.aliases).length > 0 || step.step === "schedule";
const goesTo = (message: Tree): string[] =>
  asList(message.buttons)
    .flatMap(asList)
    .flatMap((button) => {
      const press = asTree(asTree(button).press);
      return [asText(press.go_to), asText(press.run)].filter(Boolean);
    });

const strings = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : Array.isArray(value)
      ? value.flatMap(strings)
      : isMap(value)
        ? Object.values(value).flatMap(strings)
        : [];

/** The dialog variables a step reads. */
export function readBy(step: FlowStep): string[] {
  return strings(step).flatMap((text) =>
    [...text.matchAll(/\{\{\s*dialog\.([a-z0-9_-]+)/g)].map((match) => match[1] ?? ""),
  );
}

/** The dialog variables a flow sets by its questions. */
export const setBy = (flow: Flow): Set<string> =>
  new Set(flow.steps.filter((step) => step.step === "ask").flatMap((step) => asText(step.variable) || []));

/**
 * What can be said of a flow without the server. `others` are variables set elsewhere: fields of the bot's dialogs and
 * questions of its other flows; null while they are not known, when nothing is said of variables.
 */
export function lint(flow: Flow, others: Set<string> | null): Finding[] {
  const found: Finding[] = [];
  const known = new Set(flow.steps.map((step) => step.id));
  const there = reached(flow);
  const set = others && new Set([...others, ...setBy(flow)]);
  const aliases = new Map<string, string>();
  for (const step of flow.steps) {
    const say: Say = (kind, path, severity = "warning", what) =>
      found.push({ kind, step: step.id, path, severity, what });
    checkStep(step, known, say);
    if (!there.has(step.id)) say("unreachable", []);
    if (isDeadEnd(step)) say("deadEnd", ["next"]);
    for (const alias of asList(step.aliases).map(asText)) {
      const name = alias.trim().toLowerCase();
      if (aliases.has(name) && aliases.get(name) !== step.id) say("aliasTwice", ["aliases"], "error", alias);
      aliases.set(name, step.id);
    }
    if (set) for (const name of new Set(readBy(step))) if (!set.has(name)) say("unset", [], "warning", name);
  }
  return found;
}
