import { type Clash, mergeValues } from "../scenarios/form/merge";
import { same, type Tree } from "../scenarios/form/tree";
import type { Flow, FlowStep } from "./model";

/** One edit: what it changed and nothing else, so that a thousand of them are small and each can be taken back alone. */
export interface Patch {
  steps: { id: string; before?: FlowStep; after?: FlowStep }[];
  /** The ids in their order, when that changed. */
  order?: { before: string[]; after: string[] };
  /** Everything of the flow but its steps, when it changed. */
  head?: { before: Tree; after: Tree };
}

const headOf = ({ steps: _, ...head }: Flow): Tree => head;
const idsOf = (flow: Flow) => flow.steps.map((step) => step.id);

export function diff(before: Flow, after: Flow): Patch | null {
  const olds = new Map(before.steps.map((step) => [step.id, step]));
  const news = new Map(after.steps.map((step) => [step.id, step]));
  const changed = after.steps.filter((step) => olds.get(step.id) !== step && !same(olds.get(step.id), step));
  const gone = before.steps.filter((step) => !news.has(step.id));
  const patch: Patch = {
    steps: [
      ...changed.map((step) => ({ id: step.id, before: olds.get(step.id), after: step })),
      ...gone.map((step) => ({ id: step.id, before: step })),
    ],
  };
  if (!same(idsOf(before), idsOf(after))) patch.order = { before: idsOf(before), after: idsOf(after) };
  if (!same(headOf(before), headOf(after))) patch.head = { before: headOf(before), after: headOf(after) };
  return patch.steps.length > 0 || patch.order || patch.head ? patch : null;
}

/** Ids in a wished order; those it does not know stay behind the one they followed. */
function ordered(wish: string[], present: string[]): string[] {
  const there = new Set(present);
  const out = wish.filter((id) => there.has(id));
  const known = new Set(out);
  present.forEach((id, index) => {
    if (known.has(id)) return;
    const before = present.slice(0, index).findLast((one) => known.has(one));
    out.splice(before === undefined ? 0 : out.indexOf(before) + 1, 0, id);
    known.add(id);
  });
  return out;
}

/**
 * The edit carried out, or taken back, on the flow as it is now: what was changed elsewhere since then stays, and the
 * edit wins where both changed one place. Such places are named by `clashes`, steps in them by their ids.
 */
export function apply(flow: Flow, patch: Patch, back = false, clashes: Clash[] = []): Flow {
  const steps = new Map(flow.steps.map((step) => [step.id, step]));
  for (const { id, before, after } of patch.steps) {
    const [from, to] = back ? [after, before] : [before, after];
    const now = steps.get(id);
    if (!to) steps.delete(id);
    else if (!now || !from || now === from || same(now, from)) steps.set(id, to);
    else steps.set(id, mergeValues(from, to, now, ["steps", id], clashes) as FlowStep);
  }
  const { before: first, after: second } = patch.head ?? {};
  const [fromHead, toHead] = back ? [second, first] : [first, second];
  const head = toHead ? (mergeValues(fromHead, toHead, headOf(flow), [], clashes) as Tree) : headOf(flow);
  // A map keeps its order: steps that were there, then those that came.
  const present = [...steps.keys()];
  const order = patch.order ? ordered(back ? patch.order.before : patch.order.after, present) : present;
  return { ...head, steps: order.flatMap((id) => steps.get(id) ?? []) } as Flow;
}

/** A flow read anew, with the objects of the one at hand wherever they say the same: only what changed is drawn again. */
export function keepSame(now: Flow, next: Flow): Flow {
  const olds = new Map(now.steps.map((step) => [step.id, step]));
  const steps = next.steps.map((step) => {
    const old = olds.get(step.id);
    return old && same(old, step) ? old : step;
  });
  return { ...next, steps };
}
