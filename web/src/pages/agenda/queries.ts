import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { getAll, usePages } from "@/api/pages";
import { scenariosQuery } from "@/api/scenarios";
import type { components } from "@/api/schema.gen";
import { useSession } from "@/api/session";
import type { Micros, Task } from "@/api/types";
import { useRecordChange } from "@/pages/records/queries";

export type TaskType = components["schemas"]["TaskType"];
type Understood = components["schemas"]["Understood"];

/** Whose tasks, and of what type, as the address carries it. */
export interface AgendaSearch {
  view?: string;
  day?: string;
  scale?: string;
  /** `all`, the id of a user, or mine when absent. */
  who?: string;
  type?: string;
}

export const taskTypesQuery = queryOptions({
  queryKey: ["task-types"],
  queryFn: () => getAll<TaskType>("/task-types"),
  staleTime: 60_000,
});

/** The query of the server for what the address asks. */
export function useWho(search: AgendaSearch) {
  const { user } = useSession();
  const responsible = search.who === "all" ? undefined : (search.who ?? user.id);
  return { responsible, task_type: search.type };
}

interface Span {
  from?: Micros;
  until?: Micros;
}

/** Tasks of a span of time, soonest first. */
export function useAgenda(name: string, span: Span, search: AgendaSearch, done?: boolean) {
  const who = useWho(search);
  return usePages<Task>(["records", "task", "agenda", name], "/agenda", { ...span, ...who, done });
}

/** What the end of a text says about time, in the zone that the studio shows. */
export const momentQuery = (text: string, zone: string) =>
  queryOptions({
    queryKey: ["moment", text, zone],
    queryFn: () => api.get<Understood>("/moments", { text, zone }),
    enabled: text.trim() !== "",
    placeholderData: (before) => before,
  });

/** The names of scenarios by their keys, for results that start them. */
export function useScenarioNames(): Map<string, { id: string; name: string }> {
  const rows = useQuery(scenariosQuery).data ?? [];
  return new Map(rows.map((row) => [row.key, { id: row.id, name: row.name }]));
}

export function useMoveTask() {
  return useRecordChange(({ task, due }: { task: Task; due: Micros }) =>
    api.patch(`/tasks/${task.id}`, { due_at: due }),
  );
}
