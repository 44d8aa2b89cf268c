import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { Field, LossReason, Pipeline, RecordKind, RecordOf, Stage, User } from "@/api/types";
import { kindPath } from "@/ui/record-link";

export const recordQuery = <Kind extends RecordKind>(kind: Kind, id: string) =>
  queryOptions({
    queryKey: ["records", kind, "one", id],
    queryFn: () => api.get<RecordOf[Kind]>(`${kindPath[kind]}/${id}`),
  });

export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  queryFn: () => getAll<Pipeline>("/pipelines"),
  staleTime: 60_000,
});
export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: () => getAll<User>("/users"),
  staleTime: 60_000,
});
export const lossReasonsQuery = queryOptions({
  queryKey: ["loss-reasons"],
  queryFn: () => getAll<LossReason>("/loss-reasons"),
  staleTime: 60_000,
});
export const fieldsQuery = (kind: RecordKind) =>
  queryOptions({
    queryKey: ["fields", kind],
    queryFn: () => getAll<Field>("/fields", { record: kind }),
    staleTime: 60_000,
  });

/** The stage of a lead by its id. */
export function useStages(): Map<string, Stage & { pipeline: string }> {
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  return new Map(
    pipelines.flatMap((pipeline) =>
      pipeline.stages.flatMap((stage) =>
        stage.id ? [[stage.id, { ...stage, pipeline: pipeline.name }] as const] : [],
      ),
    ),
  );
}

export function useUserNames(): Map<string, string> {
  const users = useQuery(usersQuery).data ?? [];
  return new Map(users.map((user) => [user.id, user.name]));
}

/** Any change of a record makes its card, its lists and its history ask again. */
export function useRecordChange<Input>(change: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ["records"] }),
        client.invalidateQueries({ queryKey: ["timeline"] }),
      ]);
    },
  });
}
