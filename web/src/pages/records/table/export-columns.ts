import type { RecordKind } from "@/api/types";
import { USUAL } from "./usual";

/** Columns that a file calls otherwise than the table. `null`: a file has no such column. */
const NAMES: Record<string, string | null> = {
  phones: "phone",
  emails: "email",
  due_at: "due",
  task_type: "type",
  entered_stage_at: null,
  state: null,
};

/** The columns of a table as its file names them: what records are called first, amounts with their currency. */
export function exportColumns(kind: RecordKind, chosen: string | undefined): string[] {
  const keys = chosen?.split(",").filter(Boolean) ?? USUAL[kind];
  const named = keys.flatMap((key) => {
    if (key === "sale") return ["sale", "currency"];
    if (key.startsWith("fields.")) return [key.slice("fields.".length)];
    return NAMES[key] === null ? [] : [NAMES[key] ?? key];
  });
  return [kind === "task" ? "text" : "name", ...named];
}
