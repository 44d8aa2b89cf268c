import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useStream } from "@/api/stream";
import type { NoticeKind } from "@/api/types";

/** How many are unread; the server counts up to 100. */
export const unreadQuery = queryOptions({
  queryKey: ["notifications", "unread"],
  queryFn: async () => (await api.get<{ count: number }>("/notifications/unread")).count,
  staleTime: 30_000,
});

export const choicesQuery = queryOptions({
  queryKey: ["notifications", "choices"],
  queryFn: async () => (await api.get<{ muted: NoticeKind[] }>("/notifications/choices")).muted,
});

/** Asks anew whenever somebody is told something, or reads it in another window. */
export function useFollowNotifications(): void {
  const client = useQueryClient();
  useStream(["notifications"], () => void client.invalidateQueries({ queryKey: ["notifications"] }));
}

/** Marks some as read, or all up to one. */
export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (which: { ids: string[] } | { until: string }) => api.post("/notifications/read", which),
    onSuccess: () => client.invalidateQueries({ queryKey: ["notifications"] }),
  });
}
