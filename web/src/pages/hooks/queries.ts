import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { Arrival, Hook, HookSettings } from "@/api/types";

export const hooksQuery = queryOptions({
  queryKey: ["hooks"],
  queryFn: () => getAll<Hook>("/hooks", { limit: 200 }),
});

export const hookQuery = (id: string) =>
  queryOptions({ queryKey: ["hooks", id], queryFn: () => api.get<Hook>(`/hooks/${id}`) });

export const arrivalQuery = (id: string) =>
  queryOptions({ queryKey: ["arrival", id], queryFn: () => api.get<Arrival>(`/arrivals/${id}`) });

/** Whatever changes a hook makes its list and its page ask again. */
export function useHookChange<Input>(change: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ["hooks"] }),
  });
}

export interface HookPut {
  key?: string;
  settings: HookSettings;
  secret?: string | null;
}
export function usePutHook(id: string) {
  return useHookChange((body: HookPut) => api.put(`/hooks/${id}`, body));
}
