import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { Connection, ConnectionKind, ConnectionSettings, KindRow } from "@/api/types";

export const connectionsQuery = queryOptions({
  queryKey: ["connections"],
  queryFn: () => getAll<Connection>("/connections"),
});

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ["connections", id],
    queryFn: () => api.get<Connection>(`/connections/${id}`),
  });

export const kindsQuery = queryOptions({
  queryKey: ["connection-kinds"],
  queryFn: () => getAll<KindRow>("/connection-kinds"),
});

/** Whatever changes a connection makes its list and its page ask again. */
export function useConnectionChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ["connections"] }),
  });
}

/** The settings as they are written: what the server fills in by itself stays out. */
export function emptySettings(kind: KindRow): ConnectionSettings {
  return { name: kind.manifest.name, kind: kind.key };
}

export const manifestOf = (kinds: KindRow[], key: string): ConnectionKind | undefined =>
  kinds.find((kind) => kind.key === key)?.manifest;
