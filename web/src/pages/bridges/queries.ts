import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { BridgeFull, BridgeRow } from "@/api/types";

/** Bridges are scenarios: whatever changes scenarios makes these ask again. */
export const bridgesQuery = queryOptions({
  queryKey: ["scenarios", "bridges"],
  queryFn: () => getAll<BridgeRow>("/bridges"),
});

export const bridgeQuery = (id: string) =>
  queryOptions({
    queryKey: ["scenarios", "bridges", id],
    queryFn: () => api.get<BridgeFull>(`/bridges/${id}`),
  });
