import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { ArrivalRow, Bridge, BridgeFull, BridgePreview, BridgeTested } from "@/api/types";
import { hooksQuery } from "@/pages/hooks/queries";
import { useSettled } from "@/ui/use-settled";

/** The requests that a bridge can be tried on, newest first, and the one at hand. */
export function useSamples(hookKey: string | undefined) {
  const hooks = useQuery({ ...hooksQuery, enabled: Boolean(hookKey) }).data;
  const hook = hooks?.find((one) => one.key === hookKey);
  const arrivals = useQuery({
    queryKey: ["arrivals", hook?.id, "samples"],
    queryFn: () => getAll<ArrivalRow>(`/hooks/${hook?.id}/arrivals`, { limit: 20 }),
    enabled: hook !== undefined,
  });
  const [at, setAt] = useState(0);
  const rows = arrivals.data ?? [];
  const place = Math.min(at, Math.max(rows.length - 1, 0));
  return { rows, at: place, setAt, sample: rows[place]?.id, refetch: arrivals.refetch };
}

/** What the server makes of the draft on a sample; asked again whenever either stands still. */
export function usePreview(bridge: Bridge, sample: string | undefined) {
  const settled = useSettled(bridge, 250);
  return useQuery({
    queryKey: ["bridge-preview", settled, sample ?? ""],
    queryFn: () =>
      api.post<BridgePreview>("/bridges/preview", {
        bridge: settled,
        sample: sample ? { arrival_id: sample } : {},
      }),
    placeholderData: (before) => before,
    gcTime: 10_000,
  });
}

export function useTest(bridge: Bridge, sample: string | undefined) {
  return useMutation({
    mutationFn: () =>
      api.post<BridgeTested>("/bridges/test", { bridge, sample: sample ? { arrival_id: sample } : {} }),
  });
}

/** A draft of the bridge, and saving it: one that runs goes on with the new version. */
export function useDraft(full: BridgeFull, saved: Bridge) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [bridge, setBridge] = useState<Bridge>(saved);
  const changed = useMemo(() => JSON.stringify(bridge) !== JSON.stringify(saved), [bridge, saved]);
  const save = useMutation({
    mutationFn: () => api.put<BridgeFull>(`/bridges/${full.id}`, { bridge, expected_version: full.version }),
    onSuccess: async (next) => {
      if (next.bridge) setBridge(next.bridge);
      toast.success(next.on ? t("bridges.savedRunning") : t("bridges.saved"));
      await client.invalidateQueries({ queryKey: ["scenarios"] });
    },
  });
  return { bridge, setBridge, changed, save };
}
