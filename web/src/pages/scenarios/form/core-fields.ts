import type { RecordKind } from "@/api/types";
import type { T } from "@/i18n";
import type { Known } from "./form-context";
import type { ValueType } from "./variables";

/** Fields every record of a kind has, by the keys documents use. */
const CORE = {
  lead: ["name", "sale", "source", "responsible", "tags", "pipeline", "stage", "loss_reason"],
  contact: ["name", "first_name", "last_name", "phone", "email", "timezone", "responsible", "tags"],
  company: ["name", "phone", "email", "responsible", "tags"],
  task: ["text", "due", "type", "done", "responsible"],
} as const satisfies Record<RecordKind, readonly string[]>;
type CoreField = (typeof CORE)[RecordKind][number];

export const coreFields = (kind: RecordKind): readonly string[] => CORE[kind];

const NAMES = Object.values(CORE).flat() as CoreField[];
const TYPES: Partial<Record<CoreField, ValueType>> = {
  sale: "money",
  responsible: "user",
  pipeline: "pipeline",
  stage: "stage",
  due: "date",
  done: "flag",
  type: "task_type",
};

export function fieldName(t: T, key: string): string {
  const known = NAMES.find((one) => one === key);
  return known ? t(`scenarioForm.coreField.${known}`) : key;
}

export function fieldType(known: Known, kind: RecordKind, key: string): ValueType {
  const core = NAMES.find((one) => one === key);
  if (core) return TYPES[core] ?? "text";
  const type = known.fields[kind].find((one) => one.key === key)?.type;
  if (type === "select" || type === "multiselect") return "option";
  if (type === "flag" || type === "date") return type;
  return type === "date_time" ? "date" : type === "number" || type === "money" ? type : "text";
}
