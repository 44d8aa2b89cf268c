import { describe, expect, it } from "vitest";
import { copyText, duplicate, parsePath, paste, readPasted, shift } from "./item-commands";
import type { Path, Tree } from "./tree";

const TREE: Tree = {
  name: "x",
  blocks: [
    {
      id: "b1",
      if: [{ left: "a", is: "empty" }, { any: [{ left: "b", is: "empty" }] }],
      do: [
        { id: "s1", action: "add_note", text: "one" },
        { id: "s2", action: "add_note", text: "two" },
      ],
    },
    { id: "b2", do: [] },
  ],
};
const texts = (tree: Tree) =>
  (tree.blocks as { do: { text: string }[] }[]).map((block) => block.do.map((step) => step.text));

describe("moving by keys", () => {
  it.each<[Path, -1 | 1, Path | null, string[][]]>([
    [["blocks", 0, "do", 1], -1, ["blocks", 0, "do", 0], [["two", "one"], []]],
    [["blocks", 0, "do", 1], 1, ["blocks", 1, "do", 0], [["one"], ["two"]]],
    [["blocks", 0, "do", 0], -1, null, [["one", "two"], []]],
    [["blocks", 0], 1, ["blocks", 1], [[], ["one", "two"]]],
    [["blocks", 1], 1, null, [["one", "two"], []]],
  ])("%j by %d", (path, by, to, expected) => {
    const moved = shift(TREE, path, by);
    expect(moved?.path ?? null).toEqual(to);
    expect(texts(moved?.tree ?? TREE)).toEqual(expected);
  });
});

describe("copy and paste as text", () => {
  it("copies without ids and reads what it copied", () => {
    const text = copyText((TREE.blocks as unknown[])[0]);
    expect(text).not.toContain("id:");
    expect(readPasted(text)).toMatchObject({
      sort: "block",
      items: [{ do: [{ text: "one" }, { text: "two" }] }],
    });
  });
  it.each([
    ["action: add_note\ntext: three", "step"],
    ["- left: a\n  is: empty", "row"],
    ["not: {left: a, is: empty}", "row"],
    ["if: []", "block"],
    ["just words", null],
    ["a: [", null],
    ["", null],
  ])("%j is a %s", (text, sort) => expect(readPasted(text)?.sort ?? null).toBe(sort));
  it("puts actions behind the one at hand, with ids of their own", () => {
    const next = paste(TREE, "- {action: add_note, text: x}\n- {action: add_note, text: y}", [
      "blocks",
      0,
      "do",
      0,
    ]);
    expect(texts(next ?? TREE)).toEqual([["one", "x", "y", "two"], []]);
    const ids = ((next ?? TREE).blocks as { do: { id: string }[] }[]).flatMap((block) =>
      block.do.map((step) => step.id),
    );
    expect(new Set(ids).size).toBe(4);
  });
  it("puts rows into the block one is in", () => {
    const next = paste(TREE, "{left: c, is: empty}", ["blocks", 1]);
    expect(next).toMatchObject({ blocks: [{}, { if: [{ left: "c" }] }] });
  });
});

it("a copy beside the original has ids of its own", () => {
  const next = duplicate(TREE, ["blocks", 0]);
  expect(texts(next)).toEqual([["one", "two"], ["one", "two"], []]);
  expect(next).toMatchObject({
    blocks: [{ id: "b1" }, { id: expect.not.stringMatching(/^b1$/) }, { id: "b2" }],
  });
});

it("paths are read back", () =>
  expect(parsePath("blocks[0].if[1].any[2]")).toEqual(["blocks", 0, "if", 1, "any", 2]));
