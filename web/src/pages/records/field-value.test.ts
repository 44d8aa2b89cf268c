import { describe, expect, it } from "vitest";
import type { Field, FieldType, FieldValue } from "@/api/types";
import { editText, typedValue } from "./field-value";

/** A kind with what it needs besides its name. */
function kindOf(type: FieldType) {
  if (type === "link") return { type, to: "contact" as const };
  if (type === "select" || type === "multiselect") return { type, options: ["a", "b"] };
  if (type === "formula") return { type, template: "" };
  return { type };
}
const field = (type: FieldType): Field => ({ id: "f", record: "lead", key: "k", name: "K", ...kindOf(type) });

describe("values of fields", () => {
  it.each<[FieldType, FieldValue, string]>([
    ["text", "hello", "hello"],
    ["number", "12.50", "12.50"],
    ["date", "2026-02-28", "2026-02-28"],
    ["date_time", 1_770_000_000_000_000, "2026-02-02T04:40"],
    ["flag", true, "true"],
    ["multiselect", ["a", "b"], "a\nb"],
    ["phone", ["+380501234567"], "+380501234567"],
    ["link", { kind: "contact", id: "0h7k2mxqp0001" }, "0h7k2mxqp0001"],
  ])("%s goes to the input and back", (type, value, text) => {
    expect(editText(field(type), value, "Europe/Kyiv")).toBe(text);
    expect(typedValue(field(type), text, "Europe/Kyiv")).toEqual(value);
  });
  it("money is edited in major units and sent as text", () => {
    expect(editText(field("money"), { minor: 1250, currency: "UAH" }, "UTC")).toBe("12.50");
    expect(typedValue(field("money"), "12.50", "UTC")).toBe("12.50");
  });
  it("nothing clears", () => {
    expect(typedValue(field("text"), "  ", "UTC")).toBeNull();
    expect(editText(field("text"), null, "UTC")).toBe("");
  });
});
