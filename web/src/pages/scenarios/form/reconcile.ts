import {
  type Document,
  isScalar,
  isSeq,
  isMap as isYamlMap,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { parsed } from "@/editor/parsed";
import { isMap } from "@/ui/is-map";
import { same, type Tree } from "./tree";

/** What a text says, or null when it cannot be read as a map. */
export function readTree(text: string): Tree | null {
  const { document } = parsed(text);
  if (document.errors.length > 0) return null;
  const value: unknown = document.toJS() ?? {};
  return isMap(value) ? value : null;
}

/** The document the last edit left behind: the next keystroke need not read the whole text again. */
let left: { text: string; document: Document } | null = null;

/** The text changed as little as it takes to say `value`: what did not change keeps its comments, quotes and order. */
export function reconcile(text: string, value: Tree): string {
  const document = left?.text === text ? left.document : parseDocument(text, { logLevel: "silent" });
  if (same(document.toJS() ?? {}, value)) return text;
  const node = fit(document, document.contents, value);
  document.contents = node as typeof document.contents;
  const flat = /^( *)[^\s#-][^\n]*:\n\1- /m.test(text);
  const written = document.toString({
    lineWidth: 0,
    indentSeq: !flat,
    flowCollectionPadding: /\{ /.test(text) || !/\{\w/.test(text),
  });
  left = { text: written, document };
  return written;
}

function fit(document: Document, node: unknown, value: unknown): unknown {
  if (isYamlMap(node) && isMap(value)) return fitMap(document, node, value);
  if (isSeq(node) && Array.isArray(value)) return fitSeq(document, node, value);
  if (isScalar(node) && !isMap(value) && !Array.isArray(value)) {
    if (node.value !== value) {
      node.value = value;
      if (typeof value === "string" && value.includes("\n")) node.type = undefined;
    }
    return node;
  }
  return document.createNode(value);
}

const nameOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key);

function fitMap(document: Document, node: YAMLMap, value: Tree): YAMLMap {
  const known = new Map(node.items.map((pair) => [nameOf(pair), pair]));
  node.items = Object.entries(value).map(([name, inner]) => {
    const pair = known.get(name);
    if (!pair) return document.createPair(name, inner);
    pair.value = fit(document, pair.value, inner);
    return pair;
  });
  if (node.items.length > 0 && node.flow && known.size === 0) node.flow = false;
  return node;
}

const idOf = (value: unknown): string | null =>
  isMap(value) && typeof value.id === "string" ? value.id : null;

/** Which old item each new item comes from: by id, by being the same, else by what is left over in order. */
export function matchItems(before: unknown[], after: unknown[]): (number | null)[] {
  const used = new Set<number>();
  const take = (index: number) => {
    if (index < 0 || used.has(index)) return null;
    used.add(index);
    return index;
  };
  const found = after.map((item, index) => {
    const id = idOf(item);
    if (id !== null) return take(before.findIndex((one, at) => !used.has(at) && idOf(one) === id));
    if (same(before[index], item)) return take(index);
    return take(before.findIndex((one, at) => !used.has(at) && same(one, item)));
  });
  const spare = before
    .map((_, index) => index)
    .filter((index) => !used.has(index) && idOf(before[index]) === null);
  return found.map((match, index) => {
    if (match !== null || idOf(after[index]) !== null || after.length > before.length) return match;
    return spare.shift() ?? null;
  });
}

function fitSeq(document: Document, node: YAMLSeq, value: unknown[]): YAMLSeq {
  const before = node.items.map((item) => (item as Node).toJS(document));
  const matches = matchItems(before, value);
  node.items = value.map((inner, index) => {
    const match = matches[index];
    return match === null || match === undefined
      ? document.createNode(inner)
      : fit(document, node.items[match], inner);
  });
  if (node.items.length > 0 && node.flow && before.length === 0) node.flow = false;
  return node;
}
