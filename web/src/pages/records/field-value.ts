import type { Field, FieldValue } from "@/api/types";
import { fromLocalInput, toLocalInput } from "@/i18n/zoned";
import { isMap } from "@/ui/is-map";

const list = (text: string) =>
  text
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter(Boolean);

/** A stored value as it is edited: lists one on a line, money in major units, moments on the workspace's clock. */
export function editText(field: Field, value: FieldValue | undefined, zone: string): string {
  if (value === null || value === undefined) return "";
  if (field.type === "date_time" && typeof value === "number") return toLocalInput(value, zone);
  if (Array.isArray(value)) return value.map(String).join("\n");
  if (isMap(value)) {
    if (typeof value.minor === "number") return (value.minor / 100).toFixed(2);
    return typeof value.id === "string" ? value.id : JSON.stringify(value);
  }
  return String(value);
}

/** What was typed as the server takes it; empty clears the field. */
export function typedValue(field: Field, text: string, zone: string): FieldValue {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  switch (field.type) {
    case "date_time":
      return fromLocalInput(trimmed, zone);
    case "multiselect":
    case "phone":
    case "email":
      return list(text);
    case "flag":
      return trimmed === "true";
    case "link":
      return { kind: field.to ?? "lead", id: trimmed };
    default:
      return trimmed;
  }
}
