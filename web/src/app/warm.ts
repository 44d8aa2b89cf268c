import { api } from "@/api/client";
import { pagesQuery } from "@/api/pages";
import { completionsQuery, scenarioQuery, scenariosQuery, schemaQuery } from "@/api/scenarios";
import type { Pipeline, RecordKind } from "@/api/types";
import { boardQuery } from "@/pages/leads/board/board-query";
import {
  fieldsQuery,
  lossReasonsQuery,
  pipelinesQuery,
  recordQuery,
  usersQuery,
} from "@/pages/records/queries";
import { boardQueryOf, type TableSearch, tableSearch } from "@/pages/records/table/search";
import { earlyDraft } from "@/pages/scenarios/early-draft";
import { RECORD_KINDS } from "@/ui/record-picker";
import { queryClient } from "./query-client";

/** Where somebody goes. */
export interface Going {
  params: Record<string, string | undefined>;
  search: Record<string, unknown>;
}

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** Asks for what the page shows first, before its code is there. Fails in silence: the page asks again, and tells. */
    warm?: (going: Going) => void;
  }
}

/** The pipeline the address names, else the first: as the page chooses. */
export function pipelineOf(pipelines: Pipeline[], search: TableSearch): Pipeline | undefined {
  return pipelines.find((one) => one.id === search.pipeline || one.key === search.pipeline) ?? pipelines[0];
}

export function warmLeads({ search: raw }: Going): void {
  const search = tableSearch(raw);
  if (layoutOf(search) === "board") void boardModule();
  void queryClient.prefetchQuery(usersQuery);
  void queryClient.ensureQueryData(pipelinesQuery).then(
    (pipelines) => {
      const pipeline = pipelineOf(pipelines, search);
      if (pipeline && layoutOf(search) === "board")
        void queryClient.prefetchQuery(boardQuery(pipeline.id, boardQueryOf(search)));
    },
    () => {},
  );
}

/** The board's code, which comes with the page's and not after it. */
export const boardModule = () =>
  import("@/pages/leads/board/board").then((module) => ({ default: module.Board }));

export const LAYOUT_KEPT = "signalbox.leads.layout";
/** Board or table: as the address says, else as it was left on this machine. */
export function layoutOf(search: TableSearch): "board" | "table" {
  return (search.layout ?? localStorage.getItem(LAYOUT_KEPT)) === "table" ? "table" : "board";
}

export const warmCard =
  (kind: RecordKind) =>
  ({ params: { id = "" } }: Going): void => {
    void queryClient.prefetchQuery(recordQuery(kind, id));
    void queryClient.prefetchInfiniteQuery(
      pagesQuery(["timeline", kind, id], "/timeline", { record_kind: kind, record_id: id }),
    );
    if (kind === "lead") void queryClient.prefetchQuery(pipelinesQuery);
    void queryClient.prefetchQuery(fieldsQuery(kind));
    void queryClient.prefetchQuery(usersQuery);
  };

export function warmScenario({ params: { id = "" } }: Going): void {
  void queryClient.prefetchQuery(scenarioQuery(id));
  // The form is drawn once with all of these, rather than anew as each comes.
  void queryClient.prefetchQuery(schemaQuery);
  void queryClient.prefetchQuery(completionsQuery());
  void queryClient.prefetchQuery(scenariosQuery);
  void queryClient.prefetchQuery(pipelinesQuery);
  void queryClient.prefetchQuery(usersQuery);
  void queryClient.prefetchQuery({ ...lossReasonsQuery, retry: false });
  for (const kind of RECORD_KINDS) void queryClient.prefetchQuery(fieldsQuery(kind));
  earlyDraft.ask(id, () => api.get(`/scenarios/${id}/draft`));
}
