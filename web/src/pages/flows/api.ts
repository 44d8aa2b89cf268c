import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { Tree } from "../scenarios/form/tree";
import { type Flow, written } from "./model";

/** What the server is asked about bots and their flows. The only place of the builder that knows addresses. */

export interface BotRow {
  id: string;
  key: string;
  on: boolean;
  settings: Tree & { name: string; description?: string; flow?: string };
  channels: Channel[];
}
export interface Channel {
  id: string;
  /** The unguessable part of its address. */
  token: string;
  settings: Tree & { kind: "telegram" | "web_chat" };
  on: boolean;
  last4: string;
  /** What the platform said of it last. */
  status: { name?: string; username?: string; connected_at?: number | null; trouble?: string | null };
}
export interface OperatorRow {
  user: string;
  joined: boolean;
  from_messenger: boolean;
  /** Open chats, in all bots. */
  chats: number;
}
export interface FlowRow {
  id: string;
  key: string;
  name: string;
  version: number;
  has_draft: boolean;
  steps: number;
  updated_at: number;
}
export interface FlowDraft {
  revision: string;
  version: number;
  flow: Tree;
  at: number;
}
export interface SavedFlow {
  id: string;
  key: string;
  /** The published version; 0 before the first. */
  version: number;
  published?: Tree | null;
  draft?: FlowDraft | null;
  /** How many dialogs stand on each step. */
  standing: Standing[];
}
export interface Standing {
  step: string;
  version: number;
  count: number;
}
/** What is wrong with a flow: the step and the field inside it. */
export interface FlowFault {
  field: string;
  message: string;
  severity: "error" | "warning";
  step?: string | null;
}
export interface FlowVersion {
  version: number;
  at: number;
  author?: unknown;
  note?: string | null;
}

export const botsQuery = queryOptions({
  queryKey: ["bots"],
  queryFn: () => getAll<BotRow>("/bots", { limit: 200 }),
});
export const botQuery = (id: string) =>
  queryOptions({ queryKey: ["bots", id], queryFn: () => api.get<BotRow>(`/bots/${id}`) });
export const flowsQuery = (bot: string) =>
  queryOptions({ queryKey: ["bots", bot, "flows"], queryFn: () => getAll<FlowRow>(`/bots/${bot}/flows`) });
export const flowQuery = (bot: string, id: string) =>
  queryOptions({ queryKey: ["bots", bot, "flows", id], queryFn: () => getFlow(bot, id) });

const place = (bot: string, id: string) => `/bots/${bot}/flows/${id}`;

export const getFlow = (bot: string, id: string) => api.get<SavedFlow>(place(bot, id));

export const saveDraft = (
  bot: string,
  id: string,
  { flow, revision }: { flow: Flow; revision: string | null },
) =>
  api.putOnce<FlowDraft>(`${place(bot, id)}/draft`, {
    flow: written(flow),
    ...(revision ? { revision } : {}),
  });

export const dropDraft = (bot: string, id: string) => api.delete(`${place(bot, id)}/draft`);

export const publishFlow = (bot: string, id: string, revision: string, note: string) =>
  api.post<SavedFlow>(`${place(bot, id)}/publish`, { revision, ...(note.trim() ? { note } : {}) });

export const checkFlow = (bot: string, id: string, flow: Flow) =>
  api.post<{ faults: FlowFault[] }>(`${place(bot, id)}/check`, { flow: written(flow) });

export const flowVersionsQuery = (bot: string, id: string, version: number) =>
  queryOptions({
    queryKey: ["bots", bot, "flows", id, "versions", version, "list"],
    queryFn: () => getAll<FlowVersion>(`${place(bot, id)}/versions`),
  });
export const flowVersionQuery = (bot: string, id: string, version: number) =>
  queryOptions({
    queryKey: ["bots", bot, "flows", id, "versions", version],
    queryFn: () => api.get<FlowVersion & { flow: Tree }>(`${place(bot, id)}/versions/${version}`),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const createBot = (key: string, name: string, flow: string) =>
  api.post<BotRow>("/bots", { key, settings: { name, flow } });
export const createFlow = (bot: string, key: string, flow: Flow) =>
  api.post<SavedFlow>(`/bots/${bot}/flows`, { key, flow: written(flow) });

export const saveBot = (bot: BotRow, settings: Tree) =>
  api.put<BotRow>(`/bots/${bot.id}`, { key: bot.key, settings });
export const switchBot = (bot: string, on: boolean) => api.post<BotRow>(`/bots/${bot}/${on ? "on" : "off"}`);
export const dropBot = (bot: string) => api.delete(`/bots/${bot}`);

export const connectTelegram = (bot: string, token: string) =>
  api.post<Channel>(`/bots/${bot}/channels`, { settings: { kind: "telegram" }, secret: token });
export const connectWeb = (bot: string, title: string, origins: string[]) =>
  api.post<Channel>(`/bots/${bot}/channels`, {
    settings: { kind: "web_chat", ...(title ? { title } : {}), ...(origins.length > 0 ? { origins } : {}) },
  });
export const switchChannel = (bot: string, { id, settings }: Channel, on: boolean) =>
  api.put<Channel>(`/bots/${bot}/channels/${id}`, { settings, on });
export const dropChannel = (bot: string, channel: string) => api.delete(`/bots/${bot}/channels/${channel}`);

export const operatorsQuery = (bot: string) =>
  queryOptions({
    queryKey: ["bots", bot, "operators"],
    queryFn: () => getAll<OperatorRow>(`/bots/${bot}/operators`),
  });
export const joinOperator = (bot: string, user: string, joined: boolean) =>
  api.put(`/bots/${bot}/operators/${user}`, { joined });
