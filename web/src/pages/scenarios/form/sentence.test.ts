import { describe, expect, it } from "vitest";
import type { T } from "@/i18n";
import { Sentences } from "./sentence";
import type { Variable } from "./variables";

/** Keys stand for texts; holes are filled, so that only the grammar of the sentence is looked at. */
const t = ((key: string, holes: Record<string, string> = {}) => {
  const last = key.split(".").at(-1) ?? key;
  const shapes: Record<string, string> = {
    brackets: `(${holes.inner})`,
    not: `not (${holes.inner})`,
    of: `${holes.field} of ${holes.kind}`,
    ifThen: `If ${holes.conditions}, then ${holes.then}.`,
    always: `Always: ${holes.then}.`,
  };
  return shapes[last] ?? last;
}) as unknown as T;
const variables: Variable[] = [
  { template: "{{lead.sale}}", group: "lead", label: "Sale", type: "money" },
  { template: "{event}", group: "request", label: "event", type: "text" },
];
const say = new Sentences(t, "en", variables);
const row = (left: string, or = false) => ({ left, is: "equals", right: "1", ...(or ? { or: true } : {}) });

describe("conditions in words", () => {
  it.each<[string, unknown[], string]>([
    ["all", [row("a"), row("b")], "“a” equals “1” and “b” equals “1”"],
    ["one of OR is enough", [row("a"), row("b", true)], "“a” equals “1” or “b” equals “1”"],
    [
      "the others hold together, wherever the OR stands",
      [row("a"), row("b", true), row("c")],
      "(“a” equals “1” and “c” equals “1”) or “b” equals “1”",
    ],
    ["only OR", [row("a", true), row("b", true)], "“a” equals “1” or “b” equals “1”"],
    ["variables by name", [{ left: "{{lead.sale}}", is: "empty" }], "Sale of lead empty"],
    [
      "brackets",
      [{ any: [row("a"), row("b")] }, row("c")],
      "(“a” equals “1” or “b” equals “1”) and “c” equals “1”",
    ],
    ["none of", [{ not: { any: [row("a"), row("b")] } }], "not (“a” equals “1” or “b” equals “1”)"],
    ["a bare not", [{ not: row("a") }], "not (“a” equals “1”)"],
    ["not filled in yet", [{ left: "", is: "equals", right: "" }], "… equals …"],
  ])("%s", (_, rows, text) => expect(say.conditions(rows)).toBe(text));
});

it("a block is said whole, actions that are off left out", () => {
  const block = {
    if: [row("{event}")],
    do: [
      { action: "add_note" },
      { action: "change_tags", off: true },
      { action: "create_lead", title: "Make it" },
    ],
  };
  expect(say.block(block)).toBe("If event equals “1”, then add_note and make it.");
  expect(say.block({ do: [{ action: "add_note" }] })).toBe("Always: add_note.");
});
