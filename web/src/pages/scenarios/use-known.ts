import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import { completionsQuery, scenariosQuery, schemaQuery } from "@/api/scenarios";
import type { Completions, Field, RecordKind, ScenarioFull } from "@/api/types";
import { arrivalQuery } from "@/pages/hooks/queries";
import { fieldsQuery, lossReasonsQuery, pipelinesQuery, usersQuery } from "@/pages/records/queries";
import { RECORD_KINDS } from "@/ui/record-picker";
import type { Known } from "./form/form-context";
import { readTree } from "./form/reconcile";

/** What can be completed for a scenario: with a hook the variables of its newest request come along. */
export function useCompletions(hook: string | undefined, arrival: string | undefined): Completions | null {
  const sample = useQuery({ ...arrivalQuery(arrival ?? ""), enabled: Boolean(arrival) }).data;
  const found = useQuery({
    ...completionsQuery(hook),
    placeholderData: (before) => before,
  });
  const data = found.data;
  return useMemo(() => {
    if (!data || !sample?.variables?.length) return data ?? null;
    // The request one looks at says more than the newest one.
    const own = sample.variables.map(({ name, value }) => ({ name: `{${name}}`, help: String(value ?? "") }));
    return { ...data, variables: [...own, ...data.variables.filter(({ name }) => name.startsWith("{{"))] };
  }, [data, sample]);
}

/** The documents of scenarios an action names, for their blocks and actions. */
function useNamed(keys: string[]): Map<string, ScenarioFull> {
  const rows = useQuery(scenariosQuery).data ?? [];
  const wanted = rows.filter((row) => keys.includes(row.key));
  const found = useQueries({
    queries: wanted.map((row) => ({
      queryKey: ["scenarios", row.id],
      queryFn: () => api.get<ScenarioFull>(`/scenarios/${row.id}`),
    })),
  });
  return new Map(wanted.flatMap((row, index) => (found[index]?.data ? [[row.key, found[index].data]] : [])));
}

/** Everything of the workspace that the form offers. */
export function useKnown(hook: string | undefined, arrival: string | undefined, named: string[]): Known {
  const schema = useQuery(schemaQuery).data ?? null;
  const completions = useCompletions(hook, arrival);
  const pipelines = useQuery(pipelinesQuery).data;
  const users = useQuery(usersQuery).data;
  const reasons = useQuery({ ...lossReasonsQuery, retry: false }).data;
  const rows = useQuery(scenariosQuery).data;
  const documents = useNamed(named);
  const fields = useQueries({ queries: RECORD_KINDS.map((kind) => fieldsQuery(kind)) }).map(
    (one) => one.data,
  );
  const trees = named.map((key) => documents.get(key)?.text ?? "").join("\0");
  return useMemo(
    () => ({
      schema,
      completions,
      pipelines: pipelines ?? [],
      users: users ?? [],
      lossReasons: (reasons ?? []).map((reason) => reason.name),
      fields: Object.fromEntries(RECORD_KINDS.map((kind, index) => [kind, fields[index] ?? []])) as Record<
        RecordKind,
        Field[]
      >,
      scenarios: (rows ?? []).map((row) => {
        const text = documents.get(row.key)?.text;
        return {
          key: row.key,
          name: row.name,
          manual: row.start.on === "manual",
          tree: text ? readTree(text) : null,
        };
      }),
    }),
    // The lists of queries are new at every draw; what they hold is compared instead.
    [schema, completions, pipelines, users, reasons, rows, trees, ...fields],
  );
}
