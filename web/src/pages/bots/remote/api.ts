import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { components } from "@/api/schema.gen";

type S = components["schemas"];

/** A link with which another service steers the dialogs of a bot. */
export type RemoteLink = S["RemoteView"];
export type RemoteCall = S["RemoteCallView"];
export type RemoteVerdict = RemoteCall["verdict"];

export const VERDICTS = ["applied", "kept", "caught", "refused"] as const satisfies RemoteVerdict[];

export const remotesQuery = (bot: string) =>
  queryOptions({
    queryKey: ["bots", bot, "remotes"],
    queryFn: () => getAll<RemoteLink>(`/bots/${bot}/remotes`),
  });

export const createRemote = (bot: string, name: string, address: string) =>
  api.post<RemoteLink>(`/bots/${bot}/remotes`, { name, ...(address ? { address } : {}) });
export const renameRemote = (bot: string, id: string, name: string) =>
  api.put<RemoteLink>(`/bots/${bot}/remotes/${id}`, { name });
export const rotateRemote = (bot: string, id: string, keepHours: number) =>
  api.post<RemoteLink>(`/bots/${bot}/remotes/${id}/rotate`, { keep_hours: keepHours });
export const dropRemote = (bot: string, id: string) => api.delete(`/bots/${bot}/remotes/${id}`);
