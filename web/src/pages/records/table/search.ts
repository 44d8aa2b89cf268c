import type { Query } from "@/api/client";

/** What narrows a list of leads, as the address and the server name it. Custom fields come as `field.KEY`. */
export const FILTERS = [
  "query",
  "stage",
  "responsible",
  "tag",
  "task",
  "open",
  "created_from",
  "created_to",
] as const;

const OWN = ["layout", "pipeline", "view", "columns", "panel", "new"] as const;

export type TableSearch = { [Name in (typeof FILTERS)[number] | (typeof OWN)[number]]?: string } & {
  [field: `field.${string}`]: string | undefined;
  [order: `sort.${string}`]: string | undefined;
};

const isKnown = (name: string) =>
  [...FILTERS, ...OWN].some((known) => known === name) ||
  name.startsWith("field.") ||
  name.startsWith("sort.");

export function tableSearch(raw: Record<string, unknown>): TableSearch {
  const texts = Object.entries(raw).flatMap(([name, value]) =>
    isKnown(name) && ["string", "number", "boolean"].includes(typeof value) && value !== ""
      ? [[name, String(value)] as const]
      : [],
  );
  return Object.fromEntries(texts);
}

const isFilter = (name: string) => FILTERS.some((known) => known === name) || name.startsWith("field.");

/** The filter alone: what a list, a board and a bulk change are asked with. */
export function filterOf(search: TableSearch): Record<string, string> {
  const set = Object.entries(search).filter(([name, value]) => isFilter(name) && value);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}

/** The orders of the board's columns, by the stage's key. */
export function ordersOf(search: TableSearch): Record<string, string> {
  const set = Object.entries(search).filter(([name, value]) => name.startsWith("sort.") && value);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}

/** The address without its filter. */
export function withoutFilter(search: TableSearch): TableSearch {
  return Object.fromEntries(Object.entries(search).filter(([name]) => !isFilter(name)));
}

export const boardQueryOf = (search: TableSearch): Query => {
  const { stage: _, ...filter } = filterOf(search);
  return { ...filter, ...ordersOf(search) };
};
