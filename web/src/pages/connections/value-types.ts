import type { ConnectionValueType } from "@/api/types";

export const VALUE_TYPES: ConnectionValueType[] = [
  "text",
  "number",
  "boolean",
  "json",
  "date",
  "utc",
  "unix",
];
