import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import { getAll } from "./pages";
import type { Completions, ScenarioFull, ScenarioRow } from "./types";

export const scenariosQuery = queryOptions({
  queryKey: ["scenarios"],
  queryFn: () => getAll<ScenarioRow>("/scenarios", { limit: 200 }),
});

export const scenarioQuery = (id: string) =>
  queryOptions({ queryKey: ["scenarios", id], queryFn: () => api.get<ScenarioFull>(`/scenarios/${id}`) });

export const completionsQuery = queryOptions({
  queryKey: ["completions"],
  queryFn: () => api.get<Completions>("/schema/completions"),
  staleTime: 60_000,
});
