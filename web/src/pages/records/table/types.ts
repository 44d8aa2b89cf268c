import type { ReactNode } from "react";
import type { AnyRecord } from "@/api/types";

/** What a cell is drawn from. */
export interface Cell {
  record: AnyRecord;
  /** What the record is called, for labels. */
  name: string;
  save: (change: Record<string, unknown>) => Promise<unknown>;
}

/** A column that any table of records can show. */
export interface TableColumn {
  key: string;
  label: string;
  width: string;
  end?: boolean;
  /** Its cells are edited where they stand. */
  edit?: boolean;
  /** Where it stands on a phone; by its place among the columns when absent. */
  phone?: "side" | "sub" | "hide";
  cell: (cell: Cell) => ReactNode;
  /** The value to read only, where there is no room to edit it. */
  plain?: (record: AnyRecord) => ReactNode;
}
