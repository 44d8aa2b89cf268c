import type { Variable } from "@/api/types";

export interface Difference {
  name: string;
  kind: "added" | "removed" | "changed";
  before?: string;
  after?: string;
}

/** What differs between the variables of two requests, in the order of the newer one; missing ones last. */
export function compareVariables(before: Variable[], after: Variable[]): Difference[] {
  const old = new Map(before.map(({ name, value }) => [name, value]));
  const now = new Set(after.map(({ name }) => name));
  const out: Difference[] = [];
  for (const { name, value } of after) {
    const was = old.get(name);
    if (was === undefined) out.push({ name, kind: "added", after: value });
    else if (was !== value) out.push({ name, kind: "changed", before: was, after: value });
  }
  for (const { name, value } of before) {
    if (!now.has(name)) out.push({ name, kind: "removed", before: value });
  }
  return out;
}
