import { describe, expect, it } from "vitest";
import { valueText } from "./value-text";

describe("values for people", () => {
  it.each<[unknown, string]>([
    [null, "—"],
    ["", "—"],
    [[], "—"],
    [["a", "b"], "a, b"],
    ["st1", "New"],
    [["st1", 5, true], "New, 5, true"],
    [{ name: "Anna" }, "Anna"],
    [{ kind: "contact", id: "x" }, '{"kind":"contact","id":"x"}'],
  ])("%j", (value, text) => expect(valueText(value, new Map([["st1", "New"]]))).toBe(text));
});
