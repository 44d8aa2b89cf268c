import { asList, asText, asTree, type Path, put, type Tree } from "../scenarios/form/tree";
import { type Flow, type FlowStep, messagesOf, pushesOf } from "./model";

export const OUTPUTS = [
  "next",
  "button",
  "push",
  "branch",
  "way",
  "otherwise",
  "nobody",
  "failed",
  "gave_up",
] as const;
export type OutputKind = (typeof OUTPUTS)[number];

/** A way out of a step: what is drawn as a line on the canvas. */
export interface Output {
  /** Names it within its step. */
  id: string;
  kind: OutputKind;
  /** The text that tells it from others of its kind: a caption, a title, a share. */
  label: string;
  /** Where the reference stands, from the step. */
  path: Path;
  target?: string;
  /** The messages of the target are sent, and the dialog stays. */
  runs?: boolean;
}

/** Kinds that end or leave the flow, or lead on by their own ways only. */
const NO_NEXT = new Set(["finish", "return", "branch", "split"]);
/** A step that goes nowhere is no dead end when its kind ends the talk or leaves the flow. */
export const ENDS = new Set(["finish", "return"]);

const ref = (value: unknown) => asText(value) || undefined;

/** Buttons that lead somewhere, and those that may be made to. */
function buttons(message: Tree, path: Path, kind: "button" | "push"): Output[] {
  return asList(message.buttons).flatMap((row, line) =>
    asList(row).flatMap((button, place): Output[] => {
      const { text, press } = asTree(button);
      const way: Path = [...path, "buttons", line, place, "press"];
      const id = way.join(".");
      const label = asText(text);
      const { go_to: go, run } = asTree(press);
      if (go !== undefined) return [{ id, kind, label, path: [...way, "go_to"], target: ref(go) }];
      if (run !== undefined)
        return [{ id, kind, label, path: [...way, "run"], target: ref(run), runs: true }];
      const plain = press === undefined || press === "next";
      return plain && kind === "button" ? [{ id, kind, label, path: [...way, "go_to"] }] : [];
    }),
  );
}

function single(step: FlowStep, kind: "otherwise" | "nobody" | "failed" | "gave_up" | "next"): Output {
  return { id: kind, kind, label: "", path: [kind], target: ref(step[kind]) };
}

const branches = (step: FlowStep): Output[] =>
  asList(step.branches).map((branch, index) => ({
    id: `branches.${index}`,
    kind: "branch",
    label: asText(asTree(branch).name) || String(index + 1),
    path: ["branches", index, "next"],
    target: ref(asTree(branch).next),
  }));

const ways = (step: FlowStep): Output[] =>
  asList(step.ways).map((way, index) => ({
    id: `ways.${index}`,
    kind: "way",
    label: `${asText(asTree(way).share) || "0"} %`,
    path: ["ways", index, "next"],
    target: ref(asTree(way).next),
  }));

const asked = (step: FlowStep) => Number(step.tries ?? 0) > 0 || step.gave_up !== undefined;

/** Every way out of a step, in the order in which they stand on it. */
export function outputsOf(step: FlowStep): Output[] {
  const out = messagesOf(step).flatMap(({ message, path }) => buttons(message, path, "button"));
  if (step.step === "branch" || step.step === "request") out.push(...branches(step));
  if (step.step === "split") out.push(...ways(step));
  if (step.step === "ask" && asked(step)) out.push(single(step, "gave_up"));
  if (step.step === "operator") out.push(single(step, "nobody"));
  if (step.step === "request" || step.step === "log_in") out.push(single(step, "failed"));
  if (asList(step.if).length > 0 || step.otherwise) out.push(single(step, "otherwise"));
  out.push(...pushesOf(step).flatMap(({ message, path }) => buttons(message, path, "push")));
  if (!NO_NEXT.has(step.step) || step.next) out.push(single(step, "next"));
  return out;
}

const kept = new WeakMap<FlowStep, Output[]>();
/** The same, worked out once for each state of a step. */
export function outputs(step: FlowStep): Output[] {
  let found = kept.get(step);
  if (!found) {
    found = outputsOf(step);
    kept.set(step, found);
  }
  return found;
}

/** The step with one way leading elsewhere; `undefined` takes the line away. */
export function withTarget(step: FlowStep, output: Output, target: string | undefined): FlowStep {
  const button = output.kind === "button" || output.kind === "push";
  // A button that leads nowhere of its own goes on with the step.
  if (button && target === undefined) return put(step, output.path.slice(0, -1), undefined) as FlowStep;
  if (button) {
    const name = output.runs ? "run" : "go_to";
    return put(step, output.path.slice(0, -1), { [name]: target }) as FlowStep;
  }
  return put(step, output.path, target) as FlowStep;
}

/** Every step with its ways into others of the same flow. */
export function targetsOf(flow: Flow): Map<string, string[]> {
  const known = new Set(flow.steps.map((step) => step.id));
  return new Map(
    flow.steps.map((step) => [
      step.id,
      outputs(step).flatMap(({ target }) => (target && known.has(target) ? [target] : [])),
    ]),
  );
}

/** Every step with those that lead to it. */
export function sourcesOf(flow: Flow): Map<string, string[]> {
  const out = new Map<string, string[]>(flow.steps.map((step) => [step.id, []]));
  for (const [id, targets] of targetsOf(flow)) for (const target of targets) out.get(target)?.push(id);
  return out;
}
