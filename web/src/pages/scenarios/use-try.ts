import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { ArrivalRow, BlockTrace, DryRun, RecordRef } from "@/api/types";
import { hooksQuery } from "@/pages/hooks/queries";
import { asKind } from "@/ui/record-picker";
import type { useCheck } from "./use-check";

const route = getRouteApi("/studio/scenarios/$id");

/** What a draft is tried on: a request that was caught, or a record. */
export type TryTarget = { arrival_id: string } | { record: RecordRef };

/** What the sample made of each block, by the block's place in the document. */
export interface Sampled {
  blocks: (BlockTrace | undefined)[];
}

/** The sample in the address: the record when the page says so, else the request. */
export function useTarget(): TryTarget | null {
  const { arrival, kind, record } = route.useSearch();
  return useMemo(() => {
    const known = asKind(kind);
    if (record && known) return { record: { kind: known, id: record } };
    return arrival ? { arrival_id: arrival } : null;
  }, [arrival, kind, record]);
}

/** Tries the draft on the chosen sample, again at every change; nothing is stored or sent. */
export function useTry(check: ReturnType<typeof useCheck>, target: TryTarget | null) {
  const { id } = route.useParams();
  const faulty = check.faults.some((fault) => fault.severity === "error");
  const run = useQuery({
    queryKey: ["dry-run", check.settled, target],
    queryFn: () =>
      api.post<DryRun>("/scenarios/dry-run", { text: check.settled, scenario_id: id, ...target }),
    enabled: target !== null && !faulty,
    placeholderData: (before) => before,
    gcTime: 0,
  });
  return { run, faulty };
}

/** The traces of the blocks as they stand in the document: a block that is off has none. */
export function sampledOf(result: DryRun | undefined): Sampled | null {
  const tried = result?.runs[0];
  if (!tried) return null;
  const traces = new Map((tried.trace.blocks ?? []).map((block) => [block.id, block]));
  const blocks = (tried.scenario_text?.blocks ?? []).map((block) =>
    block.id ? traces.get(block.id) : undefined,
  );
  return { blocks };
}

/** The request whose values are shown beside variables: the chosen one, else the newest that could be read. */
export function useSample(hookKey: string | undefined, chosen: string | undefined): string | undefined {
  const hooks = useQuery({ ...hooksQuery, enabled: Boolean(hookKey) }).data;
  const hook = hooks?.find((one) => one.key === hookKey)?.id;
  const recent = useQuery({
    queryKey: ["arrivals", hook, "recent"],
    queryFn: () => getAll<ArrivalRow>(`/hooks/${hook}/arrivals`, { limit: 20 }),
    enabled: Boolean(hook) && !chosen,
  });
  return chosen ?? recent.data?.find((row) => row.state === "done" || row.state === "waiting")?.id;
}
