import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { ColumnValue, Import, ImportDetail, ImportRow, ImportSettings } from "@/api/types";

const BUSY = new Set(["checking", "running", "undoing"]);

export function isBusy(state: Import["state"]): boolean {
  return BUSY.has(state);
}

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ["imports", id],
    queryFn: () => api.get<ImportDetail>(`/imports/${id}`),
    refetchInterval: ({ state: { data } }) => (data && isBusy(data.state) ? 500 : false),
  });

export const importsQuery = queryOptions({
  queryKey: ["imports", "list"],
  queryFn: () => getAll<Import>("/imports"),
  refetchInterval: ({ state: { data } }) => (data?.some((row) => isBusy(row.state)) ? 1000 : false),
});

export const previewQuery = (id: string) =>
  queryOptions({
    queryKey: ["imports", id, "rows"],
    queryFn: () => getAll<ImportRow>(`/imports/${id}/rows`, { limit: 6 }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const valuesQuery = (id: string, column: number, second?: number) =>
  queryOptions({
    queryKey: ["imports", id, "values", column, second ?? null],
    queryFn: () => getAll<ColumnValue>(`/imports/${id}/values`, { column, with: second }),
    enabled: column >= 0,
    staleTime: Number.POSITIVE_INFINITY,
  });

export type Verb = "check" | "run" | "pause" | "resume" | "cancel" | "undo";

/** What is done to an import. The settings are written first, so that nothing runs on what the page no longer shows. */
export function useImportActions(id: string) {
  const client = useQueryClient();
  const keep = (data: ImportDetail) => {
    client.setQueryData(importQuery(id).queryKey, data);
    void client.invalidateQueries({ queryKey: importsQuery.queryKey });
  };
  const save = useMutation({
    mutationFn: (settings: ImportSettings) => api.put<ImportDetail>(`/imports/${id}/settings`, settings),
    onSuccess: keep,
  });
  const act = useMutation({
    mutationFn: async ({ verb, settings }: { verb: Verb; settings?: ImportSettings }) => {
      if (settings) keep(await api.put<ImportDetail>(`/imports/${id}/settings`, settings));
      return api.post<ImportDetail>(`/imports/${id}/${verb}`);
    },
    onSuccess: keep,
  });
  return { save, act };
}
