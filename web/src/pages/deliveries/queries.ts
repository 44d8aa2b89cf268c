import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { DeliveryFull } from "@/api/types";

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ["deliveries", "one", id],
    queryFn: () => api.get<DeliveryFull>(`/deliveries/${id}`),
  });

/** Sends again: some by their ids, or all of a state. */
export function useRetry() {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (what: { ids: string[] } | { state: string }) =>
      "ids" in what && what.ids.length === 1
        ? api.post(`/deliveries/${what.ids[0]}/retry`)
        : api.post("/deliveries/retry", what),
    onSuccess: async (_, what) => {
      toast.success(
        "ids" in what ? t("deliveries.retried", { count: what.ids.length }) : t("deliveries.retryFailed"),
      );
      await client.invalidateQueries({ queryKey: ["deliveries"] });
    },
  });
}

export function useCallOff() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post(`/deliveries/${id}/cancel`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["deliveries"] }),
  });
}
