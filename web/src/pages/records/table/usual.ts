import type { RecordKind } from "@/api/types";

/** The columns a table shows until somebody chooses others. */
export const USUAL: Record<RecordKind, string[]> = {
  lead: ["stage", "sale", "contact", "responsible", "tags", "created_at"],
  contact: ["phones", "emails", "responsible", "tags", "created_at"],
  company: ["phones", "emails", "responsible", "tags", "created_at"],
  task: ["state", "due_at", "record", "task_type", "responsible"],
};
