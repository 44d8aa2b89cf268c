import { isAlias, parseDocument, stringify, visit } from "yaml";
import { isMap } from "@/ui/is-map";
import { asList } from "../scenarios/form/tree";
import { sizeOf } from "./canvas/size";
import {
  type Flow,
  type FlowStep,
  freshId,
  kindOf,
  localTarget,
  type Place,
  type StepKind,
  stepOf,
} from "./model";
import { type Output, outputs, withTarget } from "./outputs";

/** The canvas snaps to this grid. */
export const GRID = 16;
/** Room between a step and the one put behind it. */
const GAP = 80;
export const snapped = ({ x, y }: Place): Place => ({
  x: Math.round(x / GRID) * GRID,
  y: Math.round(y / GRID) * GRID,
});

/** The least a new step must have, so that its form has something to fill. */
const BEGIN: Record<StepKind, object> = {
  send: { messages: [{ text: "" }] },
  ask: { message: { text: "" } },
  branch: { branches: [{ if: [{ left: "", is: "equals", right: "" }] }] },
  split: { ways: [{ share: 50 }, { share: 50 }] },
  wait: { secs: 3600 },
  act: { do: [] },
  request: { request: { url: "https://" } },
  operator: {},
  assign: {},
  flow: { flow: "" },
  return: {},
  log_in: { message: { text: "" } },
  schedule: { schedule: { time: "10:00" }, messages: [{ text: "" }] },
  finish: {},
};

const taken = (flow: Flow) => new Set(flow.steps.map((step) => step.id));

export function mapSteps(flow: Flow, change: (step: FlowStep) => FlowStep): Flow {
  const steps = flow.steps.map(change);
  return steps.some((step, index) => step !== flow.steps[index]) ? { ...flow, steps } : flow;
}
export const withStep = (flow: Flow, id: string, change: (step: FlowStep) => FlowStep): Flow =>
  mapSteps(flow, (step) => (step.id === id ? change(step) : step));

/** Where a new step is put: on a spot, behind a way out, or between a way out and where it led. */
export interface Spot {
  at?: Place;
  from?: { step: string; output: string };
}

/** Where a step behind another lies. */
export function behind(places: Map<string, Place>, step: FlowStep): Place {
  const place = places.get(step.id) ?? step.at ?? { x: 0, y: 0 };
  return { x: place.x + sizeOf(step).width + GAP, y: place.y };
}

/** Moves a place down until no step lies under it. */
export function freeSpot(flow: Flow, places: Map<string, Place>, wish: Place): Place {
  const spot = { ...wish };
  const covered = () =>
    flow.steps.some((step) => {
      const place = places.get(step.id) ?? step.at;
      if (!place) return false;
      const { width, height } = sizeOf(step);
      return (
        Math.abs(place.x - spot.x) < width + GRID && spot.y < place.y + height + GRID && spot.y + 96 > place.y
      );
    });
  while (covered()) spot.y += GRID * 2;
  return snapped(spot);
}

/** Puts a new step in; a line it is put on leads through it. */
export function addStep(
  flow: Flow,
  kind: StepKind,
  spot: Spot,
  places: Map<string, Place>,
): { flow: Flow; id: string } {
  const id = freshId(taken(flow), kind.replace("_", "-"));
  const source = spot.from && stepOf(flow, spot.from.step);
  const output = source && outputs(source).find((one) => one.id === spot.from?.output);
  const wish = spot.at ?? (source ? behind(places, source) : { x: 0, y: 0 });
  const made = { id, step: kind, at: freeSpot(flow, places, wish), ...BEGIN[kind] } as FlowStep;
  const target = output?.target;
  const step = target && outputs(made).some((one) => one.kind === "next") ? { ...made, next: target } : made;
  const place = source ? flow.steps.indexOf(source) + 1 : flow.steps.length;
  const wired = source && output ? withStep(flow, source.id, (one) => withTarget(one, output, id)) : flow;
  return { flow: { ...wired, steps: wired.steps.toSpliced(place, 0, step) }, id };
}

export function connect(flow: Flow, from: string, output: string, target: string | undefined): Flow {
  return withStep(flow, from, (step) => {
    const way = outputs(step).find((one) => one.id === output);
    return way && way.target !== target ? withTarget(step, way, target) : step;
  });
}

/** Where what led to a removed step leads then, when neighbours are joined again. */
function heirOf(flow: Flow, gone: Set<string>, id: string, seen = new Set<string>()): string | undefined {
  if (seen.has(id)) return undefined;
  seen.add(id);
  const step = stepOf(flow, id);
  if (!step) return undefined;
  const ways = outputs(step);
  const way = ways.find((one) => one.kind === "next" && one.target) ?? ways.find((one) => one.target);
  if (!way?.target) return undefined;
  return gone.has(way.target) ? heirOf(flow, gone, way.target, seen) : way.target;
}

/** Takes steps away. With `heal` what led to them leads on to where they led. */
export function removeSteps(flow: Flow, ids: string[], heal: boolean): Flow {
  const gone = new Set(ids);
  const redirect = (step: FlowStep) =>
    outputs(step).reduce((changed, way) => {
      const target = localTarget(way.target);
      if (!target || !gone.has(target)) return changed;
      return withTarget(changed, way, heal ? heirOf(flow, gone, target) : undefined);
    }, step);
  const steps = flow.steps.filter((step) => !gone.has(step.id)).map(redirect);
  const { start, ...rest } = flow;
  const begin = start && gone.has(start) ? heirOf(flow, gone, start) : start;
  return { ...rest, ...(begin ? { start: begin } : {}), steps } as Flow;
}

export function toggleOff(flow: Flow, ids: string[]): Flow {
  const all = ids.every((id) => stepOf(flow, id)?.off);
  return mapSteps(flow, (step) => {
    if (!ids.includes(step.id)) return step;
    const { off: _, ...on } = step;
    return (all ? on : { ...on, off: true }) as FlowStep;
  });
}

export function movedTo(flow: Flow, places: Map<string, Place>): Flow {
  return mapSteps(flow, (step) => {
    const at = places.get(step.id);
    return at && (step.at?.x !== at.x || step.at.y !== at.y) ? { ...step, at } : step;
  });
}

/** Steps as text for the clipboard: it pastes into another flow, a chat or another server. */
export function copyText(flow: Flow, ids: string[], places: Map<string, Place>): string {
  const steps = flow.steps
    .filter((step) => ids.includes(step.id))
    .map((step) => ({ ...step, at: places.get(step.id) ?? step.at }));
  return stringify({ steps }, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** What a pasted text holds: steps, alone or with a whole flow around them. Null when it is something else. */
export function readPasted(text: string): FlowStep[] | null {
  const document = parseDocument(text, { logLevel: "silent" });
  if (document.errors.length > 0) return null;
  let aliases = false;
  visit(document, (_, node) => {
    aliases ||= isAlias(node);
  });
  // Aliases can make a small text as large as one likes.
  if (aliases) return null;
  const value: unknown = document.toJS();
  const items = Array.isArray(value)
    ? value
    : isMap(value) && "steps" in value
      ? asList(value.steps)
      : [value];
  const steps = items.filter((item): item is FlowStep => isMap(item) && kindOf(item) !== null);
  return steps.length > 0 && steps.length === items.length ? steps : null;
}

/** Puts copies in. They get ids of their own, and lead to each other as their originals did. */
export function pasteSteps(flow: Flow, steps: FlowStep[], at: Place | null): { flow: Flow; ids: string[] } {
  const used = taken(flow);
  const renamed = new Map<string, string>();
  const ids = steps.map((step) => {
    const old = typeof step.id === "string" ? step.id : step.step.replace("_", "-");
    const id = freshId(used, old);
    used.add(id);
    if (!renamed.has(old)) renamed.set(old, id);
    return id;
  });
  const corner = steps.reduce(
    (least, step) => ({ x: Math.min(least.x, step.at?.x ?? 0), y: Math.min(least.y, step.at?.y ?? 0) }),
    { x: Number.POSITIVE_INFINITY, y: Number.POSITIVE_INFINITY },
  );
  const shift = at ? { x: at.x - corner.x, y: at.y - corner.y } : { x: GRID * 2, y: GRID * 2 };
  const copies = steps.map((step, index) => {
    const place = step.at ?? { x: corner.x, y: corner.y + index * 160 };
    const { aliases: _, ...rest } = step;
    // Two steps with the same alias would leave it to chance which one is entered.
    const copy = {
      ...rest,
      id: ids[index] ?? step.id,
      at: snapped({ x: place.x + shift.x, y: place.y + shift.y }),
    };
    return outputs(copy as FlowStep).reduce<FlowStep>((out, way: Output) => {
      const target = localTarget(way.target);
      if (!target) return out;
      const known = renamed.get(target) ?? (used.has(target) ? target : undefined);
      return known === target ? out : withTarget(out, way, known);
    }, copy as FlowStep);
  });
  return { flow: { ...flow, steps: [...flow.steps, ...copies] }, ids };
}
