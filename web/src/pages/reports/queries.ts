import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Query } from "@/api/client";
import { getAll } from "@/api/pages";
import type { Funnel, Outcomes, PersonRow, SourceRow, Usage } from "@/api/types";

/** The filters of the page as the server takes them. */
export interface Filters {
  from?: number;
  to?: number;
  pipeline?: string;
}

const options = <Data>(name: string, query: Query, ask: () => Promise<Data>) =>
  queryOptions({ queryKey: ["reports", name, query], queryFn: ask, placeholderData: keepPreviousData });

export const funnelQuery = (filters: Filters) =>
  options("funnel", { ...filters }, () => api.get<Funnel>("/reports/funnel", { ...filters }));
export const sourcesQuery = (filters: Filters, by: string) =>
  options("sources", { ...filters, by }, () => getAll<SourceRow>("/reports/sources", { ...filters, by }));
export const peopleQuery = (filters: Filters) =>
  options("people", { ...filters }, () => getAll<PersonRow>("/reports/people", { ...filters }));
export const outcomesQuery = (filters: Filters) =>
  options("outcomes", { ...filters }, () => api.get<Outcomes>("/reports/outcomes", { ...filters }));
export const usageQuery = (filters: Filters) =>
  options("usage", { ...filters }, () => api.get<Usage>("/reports/usage", { ...filters }));
