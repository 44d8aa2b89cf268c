import { expect, it } from "vitest";
import type { T } from "@/i18n";
import { Changes } from "./changes";
import type { Tree } from "./tree";

const t = ((key: string, holes: Record<string, unknown> = {}) =>
  `${key.split(".").at(-1)}${holes.n ?? ""}`) as unknown as T;
const between = (before: Tree, after: Tree) => new Changes(t).between(before, after);
const block = (id: string, steps: Tree[] = [], more: Tree = {}): Tree => ({
  id,
  name: id,
  ...more,
  do: steps,
});

it("tells what was added, removed, moved and changed, and where", () => {
  const before = {
    name: "x",
    blocks: [block("a", [{ id: "s", action: "add_note", text: "one" }]), block("b"), block("c")],
  };
  const after = {
    name: "y",
    throttle_secs: 60,
    blocks: [
      block("b"),
      block("a", [
        { id: "s", action: "add_note", text: "two" },
        { id: "n", action: "add_note" },
      ]),
    ],
  };
  expect(between(before, after)).toEqual([
    { kind: "changed", where: ["name"], before: "x", after: "y" },
    { kind: "changed", where: ["throttle"], before: "", after: "60" },
    { kind: "moved", where: ["a"] },
    { kind: "changed", where: ["a", "add_note", "text"], before: "one", after: "two" },
    { kind: "added", where: ["a", "add_note"] },
    { kind: "removed", where: ["c"] },
  ]);
});

it("tells nothing of what says the same", () => {
  const same = {
    name: "x",
    start: { on: "manual" },
    blocks: [block("a", [], { if: [{ left: "a", is: "empty" }] })],
  };
  expect(between(same, structuredClone(same))).toEqual([]);
});
