import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { components } from "@/api/schema.gen";

type S = components["schemas"];

export type Campaign = S["CampaignView"];
export type CampaignSettings = S["CampaignSettings"];
export type CampaignParameter = S["CampaignParameter"];
export type Postback = S["PostbackView"];
export type PostbackSettings = S["PostbackSettings"];
export type PostbackCall = S["PostbackCallView"];
export type PostbackVerdict = PostbackCall["verdict"];
export type Explained = S["Explained"];
export type TallyRow = S["TallyRow"];

export type AutoAction = S["AutoAction"];
export type AutoActions = S["AutoActions"];
export type SourceCall = S["SourceCall"];
export type SourceCalls = S["SourceCalls"];

export const VERDICTS = ["taken", "duplicate", "unknown", "refused"] as const satisfies PostbackVerdict[];
export const NETWORKS = ["1win", "binomo", "custom"] as const satisfies NonNullable<
  PostbackSettings["network"]
>[];

export const campaignsQuery = queryOptions({
  queryKey: ["campaigns"],
  queryFn: () => getAll<Campaign>("/campaigns"),
});
export const postbacksQuery = queryOptions({
  queryKey: ["postbacks"],
  queryFn: () => getAll<Postback>("/postbacks"),
});
export const postbackQuery = (id: string) =>
  queryOptions({ queryKey: ["postbacks", id], queryFn: () => api.get<Postback>(`/postbacks/${id}`) });

export const saveCampaign = (id: string | null, settings: CampaignSettings) =>
  id ? api.put<Campaign>(`/campaigns/${id}`, { settings }) : api.post<Campaign>("/campaigns", { settings });
export const dropCampaign = (id: string) => api.delete(`/campaigns/${id}`);
export const autoActionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["campaigns", id, "auto-actions"],
    queryFn: () => api.get<AutoActions>(`/campaigns/${id}/auto-actions`),
  });
export const saveAutoActions = (id: string, rules: AutoAction[]) =>
  api.put<AutoActions>(`/campaigns/${id}/auto-actions`, { rules });
export const sourceCallsQuery = (id: string) =>
  queryOptions({
    queryKey: ["campaigns", id, "source-calls"],
    queryFn: () => api.get<SourceCalls>(`/campaigns/${id}/source-calls`),
  });
export const saveSourceCalls = (id: string, calls: SourceCall[]) =>
  api.put<SourceCalls>(`/campaigns/${id}/source-calls`, { calls });
export const createPostback = (settings: PostbackSettings, address: string) =>
  api.post<Postback>("/postbacks", { settings, ...(address ? { address } : {}) });
export const savePostback = (id: string, settings: PostbackSettings) =>
  api.put<Postback>(`/postbacks/${id}`, { settings });
export const rotatePostback = (id: string) => api.post<Postback>(`/postbacks/${id}/rotate`);
export const dropPostback = (id: string) => api.delete(`/postbacks/${id}`);
export const explainPostback = (url: string) => api.post<Explained>("/postbacks/explain", { url });
export const replayCall = (id: string) => api.post<PostbackCall>(`/postback-calls/${id}/replay`);
export const takeLines = (id: string, form: "binom" | "keitaro", text: string) =>
  api.post<{ items: S["LineOutcome"][] }>(`/postbacks/${id}/lines`, { form, text });

export interface Period {
  from: number;
  to: number;
}
export const tallyQuery = (period: Period, campaign: string, field: string) =>
  queryOptions({
    queryKey: ["tracker-report", period, campaign, field],
    queryFn: () =>
      getAll<TallyRow>("/tracker/report", {
        ...period,
        campaign: campaign || undefined,
        field: field || undefined,
      }),
  });
