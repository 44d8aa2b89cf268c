import { parseDocument, stringify } from "yaml";
import { isMap } from "@/ui/is-map";
import { asList, at, insert, move, type Path, type Tree, withIds, withoutIds } from "./tree";

/** A part of a document as text for the clipboard; it pastes into another scenario, a chat or another server. */
export function copyText(item: unknown): string {
  return stringify(withoutIds(item), { lineWidth: 0 });
}

/** What a pasted text holds: blocks, rows or actions, one or several. */
export function readPasted(text: string): { sort: "block" | "row" | "step"; items: Tree[] } | null {
  const document = parseDocument(text, { logLevel: "silent" });
  if (document.errors.length > 0) return null;
  const value: unknown = document.toJS();
  const items = (Array.isArray(value) ? value : [value]).filter(isMap);
  const [first] = items;
  if (!first) return null;
  if (typeof first.action === "string") return { sort: "step", items };
  if ("do" in first || "if" in first) return { sort: "block", items };
  if ("left" in first || "all" in first || "any" in first || "not" in first) return { sort: "row", items };
  return null;
}

/** The path as parts: `blocks[0].do[1]`. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/[^.[\]]+/g)].map(([part]) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** The list of a sort that a place lies in, and the index behind it there. */
export function placeFor(
  tree: Tree,
  sort: "block" | "row" | "step",
  path: Path,
): { list: Path; index: number } | null {
  const blocks = asList(tree.blocks);
  const block = path[0] === "blocks" && typeof path[1] === "number" ? path[1] : blocks.length - 1;
  if (sort === "block") return { list: ["blocks"], index: block + 1 };
  if (block < 0) return null;
  const name = sort === "step" ? "do" : "if";
  const own = path[2] === name && typeof path.at(-1) === "number";
  const list = own ? path.slice(0, -1) : ["blocks", block, name];
  return { list, index: own ? Number(path.at(-1)) + 1 : asList(at(tree, list)).length };
}

/** Puts what was pasted behind the place that has the focus; null when it cannot stand there. */
export function paste(tree: Tree, text: string, path: Path): Tree | null {
  const pasted = readPasted(text);
  const place = pasted && placeFor(tree, pasted.sort, path);
  if (!place) return null;
  const items = pasted.items.map(withoutIds);
  const next = items.reduceRight<Tree>((out, item) => insert(out, place.list, place.index, item), tree);
  return withIds(next);
}

export function duplicate(tree: Tree, path: Path): Tree {
  const index = Number(path.at(-1));
  return withIds(insert(tree, path.slice(0, -1), index + 1, withoutIds(at(tree, path))));
}

/** One place up or down; an action at the edge of its block goes to the next block. Null when there is nowhere to go. */
export function shift(tree: Tree, path: Path, by: -1 | 1): { tree: Tree; path: Path } | null {
  const list = path.slice(0, -1);
  const index = Number(path.at(-1)) + by;
  if (index >= 0 && index < asList(at(tree, list)).length)
    return { tree: move(tree, path, list, index), path: [...list, index] };
  const block = Number(path[1]) + by;
  if (path.length !== 4 || path[2] !== "do" || at(tree, ["blocks", block]) === undefined) return null;
  const target: Path = ["blocks", block, "do"];
  const place = by < 0 ? asList(at(tree, target)).length : 0;
  return { tree: move(tree, path, target, place), path: [...target, place] };
}
