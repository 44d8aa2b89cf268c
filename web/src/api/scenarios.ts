import { queryOptions } from "@tanstack/react-query";
import type { Schema } from "@/editor/schema";
import { api } from "./client";
import { getAll } from "./pages";
import type { Completions, ScenarioFull, ScenarioRow } from "./types";

export const scenariosQuery = queryOptions({
  queryKey: ["scenarios"],
  queryFn: () => getAll<ScenarioRow>("/scenarios", { limit: 200 }),
});

export const scenarioQuery = (id: string) =>
  queryOptions({ queryKey: ["scenarios", id], queryFn: () => api.get<ScenarioFull>(`/scenarios/${id}`) });

/** The form of a scenario's document. It changes with the server only. */
export const schemaQuery = queryOptions({
  queryKey: ["schema", "scenario"],
  queryFn: () => api.get<Schema>("/schema/scenario"),
  staleTime: Number.POSITIVE_INFINITY,
});

/** What can be completed; with a hook the variables of its newest request come along. */
export const completionsQuery = (hook?: string) =>
  queryOptions({
    queryKey: ["completions", hook ?? ""],
    queryFn: () =>
      api
        .get<Completions>("/schema/completions", { hook })
        // A hook that does not exist is a fault of the document, told at its place.
        .catch((error) => (hook ? api.get<Completions>("/schema/completions") : Promise.reject(error))),
    staleTime: 30_000,
  });
