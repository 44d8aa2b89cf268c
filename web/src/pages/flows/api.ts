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
  api.put<FlowDraft>(`${place(bot, id)}/draft`, { flow: written(flow), ...(revision ? { revision } : {}) });

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
export const connectTelegram = (bot: string, token: string) =>
  api.post(`/bots/${bot}/channels`, { settings: { kind: "telegram" }, secret: token });
