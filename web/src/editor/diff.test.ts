import { describe, expect, it } from "vitest";
import { diffLines, hunks } from "./diff";
import { lineOf, placed, readPath, syntaxFaults } from "./syntax";

const show = (before: string, after: string) =>
  diffLines(before, after).map(({ kind, text }) => `${{ same: " ", added: "+", removed: "-" }[kind]}${text}`);

describe("difference of texts", () => {
  it.each([
    ["a", "a", [" a"]],
    ["a\nb\nc", "a\nc", [" a", "-b", " c"]],
    ["a\nc", "a\nb\nc", [" a", "+b", " c"]],
    ["a\nb", "a\nx", [" a", "-b", "+x"]],
    ["", "a", ["-", "+a"]],
  ])("%j to %j", (before, after, lines) => expect(show(before, after)).toEqual(lines));

  it("keeps both texts whole", () => {
    const before = "one\ntwo\nthree\nfour";
    const after = "zero\ntwo\nfour\nfive\ntwo";
    const lines = diffLines(before, after);
    const side = (skip: string) =>
      lines
        .filter((line) => line.kind !== skip)
        .map((line) => line.text)
        .join("\n");
    expect(side("added")).toBe(before);
    expect(side("removed")).toBe(after);
  });

  it("leaves out what is far from a change", () => {
    const lines = diffLines("1\n2\n3\n4\n5", "1\n2\n3\n4\nx");
    expect(hunks(lines, 1).map((line) => line?.text ?? null)).toEqual([null, "4", "5", "x"]);
  });
});

describe("syntax", () => {
  it("tells the line of a fault", () => {
    expect(syntaxFaults("name: x")).toEqual([]);
    expect(syntaxFaults('name: x\nstart: "open')[0]).toMatchObject({ line: 2, severity: "error" });
  });
  it("places faults that name only a path", () => {
    const text = "name: x\nblocks:\n  - do:\n      - action: add_note\n";
    const fault = { message: "is missing", severity: "error" as const };
    expect(readPath("blocks[0].do[1].url")).toEqual(["blocks", 0, "do", 1, "url"]);
    expect(placed(text, [{ ...fault, path: "blocks[0].do[0].text" }])[0]?.line).toBe(4);
    expect(placed(text, [{ ...fault, path: "start" }])[0]?.line).toBe(1);
    expect(placed(text, [{ ...fault, path: "name", line: 7 }])[0]?.line).toBe(7);
  });
  it("finds the line of a path", () => {
    expect(lineOf("name: x\nblocks:\n  - name: a\n  - name: b", ["blocks", 1])).toBe(4);
    expect(lineOf("name: x", ["blocks", 1])).toBeNull();
  });
});
