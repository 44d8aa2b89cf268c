import dagre from "@dagrejs/dagre";
import { sizeOf } from "./canvas/size";
import { GRID, snapped } from "./edits";
import { type Flow, type Place, startOf } from "./model";
import { targetsOf } from "./outputs";

const COLUMN = 320;
const GAP = 32;
/** From so many steps on ranks are found the quick way: the thorough one takes seconds. */
const MANY = 300;

/** Every step's place in tidy columns, from the left to the right as a dialog goes. */
export function tidy(flow: Flow): Map<string, Place> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({
    rankdir: "LR",
    nodesep: GAP,
    ranksep: 96,
    ranker: flow.steps.length > MANY ? "longest-path" : "network-simplex",
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const step of flow.steps) graph.setNode(step.id, { ...sizeOf(step) });
  for (const [id, targets] of targetsOf(flow)) for (const target of targets) graph.setEdge(id, target);
  dagre.layout(graph);
  return new Map(
    flow.steps.map((step) => {
      const { x, y } = graph.node(step.id);
      const { width, height } = sizeOf(step);
      return [step.id, snapped({ x: x - width / 2, y: y - height / 2 })];
    }),
  );
}

/** How many steps away from the start each one is; what cannot be reached stands in the first column. */
function columns(flow: Flow): Map<string, number> {
  const targets = targetsOf(flow);
  const out = new Map<string, number>();
  const begin = (id: string | undefined) => {
    if (!id || out.has(id)) return;
    let wave = [id];
    out.set(id, 0);
    for (let depth = 1; wave.length > 0; depth += 1) {
      const next: string[] = [];
      for (const one of wave)
        for (const target of targets.get(one) ?? [])
          if (!out.has(target)) {
            out.set(target, depth);
            next.push(target);
          }
      wave = next;
    }
  };
  begin(startOf(flow));
  for (const step of flow.steps) begin(step.id);
  return out;
}

/**
 * Where each step is drawn: where the document says, else in a column by its distance from the start. It is quick and
 * changes nothing; `tidy` is what people ask for.
 */
export function placesOf(flow: Flow): Map<string, Place> {
  if (flow.steps.every((step) => step.at))
    return new Map(flow.steps.map((step) => [step.id, step.at as Place]));
  const depth = columns(flow);
  const filled = new Map<number, number>();
  for (const step of flow.steps) {
    if (!step.at) continue;
    const column = Math.round(step.at.x / COLUMN);
    filled.set(column, Math.max(filled.get(column) ?? 0, step.at.y + sizeOf(step).height + GAP));
  }
  return new Map(
    flow.steps.map((step) => {
      if (step.at) return [step.id, step.at];
      const column = depth.get(step.id) ?? 0;
      const y = filled.get(column) ?? 0;
      filled.set(column, y + sizeOf(step).height + GAP);
      return [step.id, { x: column * COLUMN, y: Math.ceil(y / GRID) * GRID }];
    }),
  );
}
