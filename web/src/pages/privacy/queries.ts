import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { Erasure } from "@/api/types";

/** How often a running erasure is looked at, milliseconds. */
const LOOK_MS = 2000;

export const erasuresQuery = queryOptions({
  queryKey: ["erasures"],
  queryFn: () => getAll<Erasure>("/erasures"),
  refetchInterval: ({ state }) => (state.data?.some((one) => !one.finished_at) ? LOOK_MS : false),
});

export const erasePerson = (id: string, order: { name: string; leads: "keep" | "delete" }) =>
  api.post<Erasure>(`/contacts/${id}/erase`, order);

export const emptyWorkspace = (name: string) => api.post<Erasure>("/workspace/empty", { name });
