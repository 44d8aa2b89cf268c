import type { TFunction } from "i18next";
import type { ImportColumn, ImportDetail, ImportTarget, RecordKind } from "@/api/types";

/** A column's target as the value of a select: `lead.name`, `new`, or nothing. */
export function targetValue(column: ImportColumn | undefined): string {
  if (!column || column.to === "skip") return "";
  return column.to === "new_field" ? "new" : `${column.record}.${column.field}`;
}

/** What every record of a kind has; custom fields bring their own names. */
const CORE = [
  "closed_at",
  "created_at",
  "done",
  "due",
  "email",
  "first_name",
  "last_name",
  "loss_reason",
  "name",
  "note",
  "phone",
  "pipeline",
  "responsible",
  "result",
  "sale",
  "source",
  "stage",
  "tags",
  "text",
  "timezone",
  "type",
] as const;

export function fieldLabel(t: TFunction, target: Pick<ImportTarget, "field" | "name">): string {
  const core = CORE.find((field) => field === target.field);
  return target.name ?? (core ? t(`import.field.${core}`) : target.field);
}

/** The targets by the record they belong to, the imported kind first. */
export function groupedTargets(detail: ImportDetail): [RecordKind, ImportTarget[]][] {
  const groups = new Map<RecordKind, ImportTarget[]>([[detail.kind, []]]);
  for (const target of detail.targets) {
    const group = groups.get(target.record);
    if (group) group.push(target);
    else groups.set(target.record, [target]);
  }
  return [...groups];
}

const LATIN: Record<string, string> = Object.fromEntries(
  [..."абвгґдеёєжзиіїйклмнопрстуфхцчшщыэюя"].map((letter, place) => [
    letter,
    "a b v g g d e e ie zh z i i i i k l m n o p r s t u f kh ts ch sh shch y e iu ia".split(" ")[place] ??
      "",
  ]),
);

/** A key for a new field from its name, not among those that are taken. */
export function freeKey(name: string, taken: string[]): string {
  const latin = [...name.toLowerCase()].map((letter) => LATIN[letter] ?? letter).join("");
  const base =
    latin
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_+|_+$/g, "")
      .slice(0, 50) || "field";
  let key = base;
  for (let number = 2; taken.includes(key); number += 1) key = `${base}_${number}`;
  return key;
}

/** The columns that hold a stage, a pipeline, or a responsible user. */
export function placeOf(columns: ImportColumn[], record: RecordKind, field: string): number {
  return columns.findIndex(
    (column) => column.to === "field" && column.record === record && column.field === field,
  );
}
