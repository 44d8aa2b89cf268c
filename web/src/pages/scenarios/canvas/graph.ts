import dagre from "@dagrejs/dagre";
import type { Edge, Node } from "@xyflow/react";
import { asList, asText, asTree, type Path, type Tree } from "../form/tree";

/** What a part of the picture stands for, and where it is in the document. */
export interface Part extends Record<string, unknown> {
  kind: "start" | "block" | "step" | "otherwise";
  path: Path;
  part: Tree;
  /** Whether the block fired on the sample; absent when nothing was tried. */
  fired?: boolean;
  /** How runs of one record meet, on the start. */
  mode?: string;
}
export type PartNode = Node<Part, "part">;

export const WIDTH = 240;
const HEIGHT: Record<Part["kind"], number> = { start: 64, block: 72, step: 64, otherwise: 56 };

interface Words {
  fires: string;
  next: string;
  none: string;
}

/** The picture of a document: blocks follow each other downwards, their actions hang beside them. */
export function graphOf(
  tree: Tree,
  fired: (boolean | undefined)[],
  words: Words,
): { nodes: PartNode[]; edges: Edge[] } {
  const nodes: PartNode[] = [];
  const edges: Edge[] = [];
  const add = (id: string, data: Part, from?: string, label?: string) => {
    nodes.push({ id, type: "part", position: { x: 0, y: 0 }, data, width: WIDTH, height: HEIGHT[data.kind] });
    if (from) edges.push({ id: `${from}>${id}`, source: from, target: id, label });
  };
  add("start", { kind: "start", path: ["start"], part: asTree(tree.start), mode: asText(tree.mode) });
  let before = "start";
  asList(tree.blocks).forEach((block, index) => {
    const id = `b${index}`;
    const path: Path = ["blocks", index];
    add(
      id,
      { kind: "block", path, part: asTree(block), fired: fired[index] },
      before,
      before === "start" ? undefined : words.next,
    );
    let last = id;
    asList(asTree(block).do).forEach((step, at) => {
      add(
        `${id}s${at}`,
        { kind: "step", path: [...path, "do", at], part: asTree(step) },
        last,
        last === id ? words.fires : undefined,
      );
      last = `${id}s${at}`;
    });
    before = id;
  });
  if (asText(tree.otherwise))
    add(
      "otherwise",
      { kind: "otherwise", path: ["otherwise"], part: { name: tree.otherwise } },
      before,
      words.none,
    );
  if (nodes.length > MANY) stack(nodes);
  else place(nodes, edges);
  return { nodes, edges };
}

/** So many parts are laid out by the general way; more would take it seconds. */
const MANY = 200;
const GAP = 44;

/** Large documents: blocks below each other, the actions of each in a column beside it. */
function stack(nodes: PartNode[]): void {
  let [y, beside] = [0, 0];
  for (const node of nodes) {
    const height = HEIGHT[node.data.kind];
    if (node.data.kind === "step") {
      node.position = { x: WIDTH + 2 * GAP, y: beside };
      beside += height + GAP / 2;
      continue;
    }
    y = Math.max(y, beside);
    node.position = { x: 0, y };
    beside = node.data.kind === "block" ? y : 0;
    y += height + GAP;
  }
}

function place(nodes: PartNode[], edges: Edge[]): void {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 40, ranksep: 44 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { width: WIDTH, height: HEIGHT[node.data.kind] });
  for (const edge of edges) graph.setEdge(edge.source, edge.target);
  dagre.layout(graph);
  for (const node of nodes) {
    const { x, y } = graph.node(node.id);
    node.position = { x: x - WIDTH / 2, y: y - HEIGHT[node.data.kind] / 2 };
  }
}
