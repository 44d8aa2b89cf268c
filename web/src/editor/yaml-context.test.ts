import { describe, expect, it } from "vitest";
import { yamlContext } from "./yaml-context";

/** `|` marks the cursor. */
function at(marked: string) {
  const position = marked.indexOf("|");
  const { path, key, word } = yamlContext(marked.replace("|", ""), position);
  return { path, key, word };
}

describe("the place of the cursor", () => {
  it.each<[string, string, ReturnType<typeof at>]>([
    ["an empty text", "|", { path: [], key: null, word: "" }],
    ["a key at the root", "name: x\nsta|", { path: [], key: null, word: "sta" }],
    ["a value at the root", "name: Sa|", { path: [], key: "name", word: "Sa" }],
    ["a quoted value", 'name: "Sa|"', { path: [], key: "name", word: "Sa" }],
    ["inside a map", "start:\n  on: man|", { path: ["start"], key: "on", word: "man" }],
    ["an empty line inside a map", "start:\n  on: manual\n  |", { path: ["start"], key: null, word: "" }],
    ["a fresh list item", "blocks:\n  - |", { path: ["blocks", 0], key: null, word: "" }],
    ["a second item", "blocks:\n  - name: a\n  - na|", { path: ["blocks", 1], key: null, word: "na" }],
    [
      "a list at the key's own column",
      "blocks:\n- name: a\n- if:\n  - left: x|",
      { path: ["blocks", 1, "if", 0], key: "left", word: "x" },
    ],
    [
      "a step's setting",
      "blocks:\n  - name: a\n    do:\n      - action: create_lead\n      - action: send_webhook\n        u|",
      { path: ["blocks", 0, "do", 1], key: null, word: "u" },
    ],
    [
      "deep inside a step",
      "blocks:\n  - do:\n      - action: send_webhook\n        body:\n          fields:\n            a.b: '{x|",
      { path: ["blocks", 0, "do", 0, "body", "fields"], key: "a.b", word: "{x" },
    ],
    [
      "after a deeper part",
      "start:\n  on: manual\nblocks:\n  - if:\n      - left: a\n        is: equals\n    do:\n      - action: add_note\n    |",
      { path: ["blocks", 0], key: null, word: "" },
    ],
    ["past comments and blanks", "start:\n  # why\n\n  on: |", { path: ["start"], key: "on", word: "" }],
    [
      "a nested list",
      "blocks:\n  - if:\n      - all:\n          - left: a\n          - lef|",
      { path: ["blocks", 0, "if", 0, "all", 1], key: null, word: "lef" },
    ],
  ])("%s", (_, marked, expected) => expect(at(marked)).toEqual(expected));
});
