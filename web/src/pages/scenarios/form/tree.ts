import { isMap } from "@/ui/is-map";

/** A document as plain values: what YAML reads and the form edits. Never changed in place. */
export type Tree = Record<string, unknown>;
export type Path = (string | number)[];

export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const asTree = (value: unknown): Tree => (isMap(value) ? value : {});
/** A scalar as people wrote it; maps and lists have no text. */
export const asText = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

export function at(tree: unknown, path: Path): unknown {
  let value = tree;
  for (const place of path) {
    if (Array.isArray(value)) value = value[Number(place)];
    else if (isMap(value)) value = value[place];
    else return undefined;
  }
  return value;
}

export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, index) => same(one, b[index]));
  if (!isMap(a) || !isMap(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && same(a[name], b[name]));
}

/** The order in which the keys of a document stand; keys it does not name follow in the order they were made. */
const ORDER = [
  "id",
  "name",
  "title",
  "description",
  "start",
  "throttle_secs",
  "only_once",
  "mode",
  "off",
  "delay_secs",
  "or",
  "left",
  "is",
  "right",
  "if",
  "do",
  "blocks",
  "otherwise",
  "apply_to",
  "timer",
  "retry",
  "on_error",
  "on",
  "action",
];
const rank = (name: string) => {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
};

/** A map with one key set; a new key takes its usual place, `undefined` takes the key away. */
export function withKey(tree: Tree, name: string, value: unknown): Tree {
  if (value === undefined) {
    const { [name]: _, ...rest } = tree;
    return rest;
  }
  if (name in tree) return { ...tree, [name]: value };
  const entries = Object.entries(tree);
  const before = rank(name) === ORDER.length ? -1 : entries.findIndex(([other]) => rank(other) > rank(name));
  entries.splice(before < 0 ? entries.length : before, 0, [name, value]);
  return Object.fromEntries(entries);
}

const EMPTY_GOES = new Set([
  "if",
  "do",
  "fields",
  "results",
  "headers",
  "also",
  "weekdays",
  "days",
  "keep_digits",
]);
const gone = (name: string | number, value: unknown) =>
  EMPTY_GOES.has(String(name)) && (same(value, []) || same(value, {})) ? undefined : value;

/** The tree with one place set; maps on the way are made. `undefined` takes the place away. */
export function put(tree: unknown, path: Path, value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof first === "number") {
    const list = [...asList(tree)];
    const next = put(list[first], rest, value);
    if (next === undefined) list.splice(first, 1);
    else list[first] = next;
    return list;
  }
  const next = put(at(tree, [first]), rest, value);
  return withKey(asTree(tree), first, rest.length === 0 ? next : gone(first, next));
}

export function insert(tree: Tree, list: Path, index: number, value: unknown): Tree {
  const items = [...asList(at(tree, list))];
  items.splice(index, 0, value);
  return asTree(put(tree, list, items));
}

export function remove(tree: Tree, path: Path): Tree {
  return asTree(put(tree, path, undefined));
}

const under = (path: Path, list: Path) =>
  path.length >= list.length && list.every((place, index) => path[index] === place);

/**
 * Takes an item out of one list and puts it into another, or the same, so that it stands at `index` there, counted
 * without it. `list` is the path as it was before. An item never goes into itself.
 */
export function move(tree: Tree, from: Path, list: Path, index: number): Tree {
  const item = at(tree, from);
  if (item === undefined || under(list, from)) return tree;
  const home = from.slice(0, -1);
  const place = from.at(-1);
  const onWay = list[home.length];
  // The way to the target leads through the list that loses an item before it.
  const shifted =
    list.length > home.length && under(list, home) && typeof onWay === "number" && onWay > Number(place)
      ? list.with(home.length, onWay - 1)
      : list;
  return insert(remove(tree, from), shifted, index, item);
}

/** Gives every block and action that has none an id of its own: pending timers hang on them, and two people's edits meet by them. */
export function withIds(tree: Tree, fresh: () => string = freshId): Tree {
  const steps = (block: unknown) => asList(asTree(block).do);
  const parts = asList(tree.blocks).flatMap((block) => [block, ...steps(block)]);
  const taken = new Set(parts.map((part) => asText(asTree(part).id)).filter((id) => id !== ""));
  const seen = new Set<string>();
  const own = (item: Tree): Tree => {
    const id = asText(item.id);
    if (id && !seen.has(id)) {
      seen.add(id);
      return item;
    }
    let made = fresh();
    while (taken.has(made)) made = fresh();
    taken.add(made);
    return withKey(withKey(item, "id", undefined), "id", made);
  };
  if (!Array.isArray(tree.blocks)) return tree;
  const blocks = tree.blocks.map((block: unknown) => {
    if (!isMap(block)) return block;
    const named = own(block);
    if (!Array.isArray(named.do)) return named;
    const steps = named.do.map((step: unknown) => (isMap(step) ? own(step) : step));
    return steps.every((step, index) => step === asList(named.do)[index]) ? named : { ...named, do: steps };
  });
  return blocks.every((block, index) => block === asList(tree.blocks)[index]) ? tree : { ...tree, blocks };
}

export function freshId(): string {
  const letters = crypto.getRandomValues(new Uint8Array(5));
  return `n${[...letters].map((letter) => (letter % 36).toString(36)).join("")}`;
}

/** A copy whose blocks and actions have no ids: they are given new ones. */
export function withoutIds(value: unknown): unknown {
  if (!isMap(value)) return value;
  const { id: _, ...rest } = value;
  return Array.isArray(rest.do) ? { ...rest, do: rest.do.map(withoutIds) } : rest;
}
