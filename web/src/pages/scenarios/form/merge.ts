import { diff3Merge } from "node-diff3";
import { isMap } from "@/ui/is-map";
import { readTree, reconcile } from "./reconcile";
import { type Path, same, type Tree } from "./tree";

/** One place that two people changed to different things. What I wrote stands until somebody chooses. */
export interface Clash {
  path: Path;
  mine: unknown;
  theirs: unknown;
}
export interface Merged {
  text: string;
  clashes: Clash[];
}

const idOf = (value: unknown) => (isMap(value) && typeof value.id === "string" ? value.id : null);
const named = (list: unknown[]) => list.length > 0 && list.every((item) => idOf(item) !== null);

/** Both changes of a value; where they disagree mine stays and the place is noted. `undefined` means absent. */
export function mergeValues(
  base: unknown,
  mine: unknown,
  theirs: unknown,
  path: Path,
  clashes: Clash[],
): unknown {
  if (same(mine, theirs) || same(base, theirs)) return mine;
  if (same(base, mine)) return theirs;
  if (isMap(mine) && isMap(theirs)) return mergeMaps(isMap(base) ? base : {}, mine, theirs, path, clashes);
  if (Array.isArray(mine) && Array.isArray(theirs)) {
    const before: unknown[] = Array.isArray(base) ? base : [];
    const all = [...before, ...mine, ...theirs];
    if (named(all)) return mergeLists(before, mine, theirs, path, clashes);
    if (before.length === mine.length && mine.length === theirs.length)
      return mine.map((item, index) =>
        mergeValues(before[index], item, theirs[index], [...path, index], clashes),
      );
  }
  clashes.push({ path, mine, theirs });
  return mine === undefined ? theirs : mine;
}

function mergeMaps(base: Tree, mine: Tree, theirs: Tree, path: Path, clashes: Clash[]): Tree {
  const names = [...Object.keys(mine), ...Object.keys(theirs).filter((name) => !(name in mine))];
  return Object.fromEntries(
    names
      .map((name) => [name, mergeValues(base[name], mine[name], theirs[name], [...path, name], clashes)])
      .filter(([, value]) => value !== undefined),
  );
}

/** Lists of things with ids: each thing is merged by itself, and the order is that of the side that moved something. */
function mergeLists(
  base: unknown[],
  mine: unknown[],
  theirs: unknown[],
  path: Path,
  clashes: Clash[],
): unknown[] {
  const byId = (list: unknown[]) => new Map(list.map((item) => [idOf(item), item]));
  const [olds, own, other] = [byId(base), byId(mine), byId(theirs)];
  const order = (list: unknown[]) =>
    list.map(idOf).filter((id) => olds.has(id) && own.has(id) && other.has(id));
  const moved = !same(order(base), order(theirs)) && same(order(base), order(mine));
  const [first, second] = moved ? [theirs, mine] : [mine, theirs];
  const ids = first.map(idOf);
  second.forEach((item, index) => {
    const id = idOf(item);
    if (ids.includes(id)) return;
    const before = second
      .slice(0, index)
      .map(idOf)
      .findLast((one) => ids.includes(one));
    ids.splice(before === undefined ? 0 : ids.indexOf(before) + 1, 0, id);
  });
  return ids.flatMap((id) => {
    const value = mergeValues(olds.get(id), own.get(id), other.get(id), [...path, ids.indexOf(id)], clashes);
    return value === undefined ? [] : [value];
  });
}

/** Line by line, when no line was changed by both and the outcome is still a document. */
function mergeLines(base: string, mine: string, theirs: string): string | null {
  const parts = diff3Merge(mine.split("\n"), base.split("\n"), theirs.split("\n"));
  if (parts.some((part) => part.conflict)) return null;
  const text = parts.flatMap((part) => part.ok ?? []).join("\n");
  return readTree(text) ? text : null;
}

/**
 * Two people's texts that began as `base`. First line by line, which keeps both's comments; then by blocks and
 * actions; what both changed differently is left as I wrote it and named.
 */
export function merge(base: string, mine: string, theirs: string): Merged {
  if (mine === theirs || base === theirs) return { text: mine, clashes: [] };
  if (base === mine) return { text: theirs, clashes: [] };
  const lines = mergeLines(base, mine, theirs);
  const [old, own, other] = [readTree(base), readTree(mine), readTree(theirs)];
  if (!old || !own || !other)
    return lines === null
      ? { text: mine, clashes: [{ path: [], mine, theirs }] }
      : { text: lines, clashes: [] };
  const clashes: Clash[] = [];
  const value = mergeValues(old, own, other, [], clashes);
  // Lines count only when they say the same as the merge by blocks: a moved block must not come out twice.
  if (lines !== null && clashes.length === 0 && same(readTree(lines), value)) return { text: lines, clashes };
  return { text: isMap(value) ? reconcile(mine, value) : mine, clashes };
}
