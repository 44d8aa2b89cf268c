import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { components } from "@/api/schema.gen";
import type { Tree } from "../scenarios/form/tree";
import { type Flow, written } from "./model";

/** What the server is asked about bots and their flows. The only place of the builder that knows addresses. */

type S = components["schemas"];

/** A bot; its settings are a tree that is edited, so what this version does not know of them stays. */
export type BotRow = Omit<S["BotView"], "settings" | "channels"> & {
  settings: Tree & { name: string; description?: string; flow?: string };
  channels: Channel[];
};
export type Channel = Omit<S["ChannelView"], "settings"> & {
  settings: Tree & { kind: "telegram" | "web_chat" };
};
/** Somebody who asked to answer from their own messenger. */
export type SenderRow = S["SenderView"];
export type OperatorRow = S["OperatorView"];
export type FlowRow = S["FlowRow"];
export type FlowDraft = Omit<S["FlowDraftView"], "flow"> & { flow: Tree };
/** A flow with its draft; documents are trees that are edited. */
export type SavedFlow = Omit<S["FlowView"], "published" | "draft"> & {
  published?: Tree | null;
  draft?: FlowDraft | null;
};
/** How many dialogs stand on a step. */
export type Standing = SavedFlow["standing"][number];
/** When a schedule step of the published version runs. */
export type FlowSchedule = S["FlowSchedule"];
/** What is wrong with a flow: the step and the field inside it. */
export type FlowFault = S["FlowFault"];
export type FlowVersion = S["FlowVersionRow"];

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

/** What the person does in a test of a flow, and what came of it. */
export type TryInput = S["TryInput"];
export type Trial = S["Trial"];
export type TryLine = S["TryLine"];
interface Try {
  flow: Flow;
  from: string | null;
  inputs: TryInput[];
}
export const tryFlow = (bot: string, id: string, { flow, from, inputs }: Try) =>
  api.postOnce<Trial>(`${place(bot, id)}/try`, { flow: written(flow), ...(from ? { from } : {}), inputs });

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
export const sendersQuery = (bot: string) =>
  queryOptions({
    queryKey: ["bots", bot, "senders"],
    queryFn: () => getAll<SenderRow>(`/bots/${bot}/senders`),
  });
export const approveSender = (bot: string, id: string, user: string) =>
  api.post(`/bots/${bot}/senders/${id}/approve`, { user });
export const rejectSender = (bot: string, id: string) => api.post(`/bots/${bot}/senders/${id}/reject`);
export const changeOperator = (
  bot: string,
  user: string,
  change: { joined?: boolean; own_clients_only?: boolean },
) => api.put(`/bots/${bot}/operators/${user}`, change);
