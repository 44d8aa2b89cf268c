import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useStream } from "@/api/stream";
import { countsQuery } from "@/pages/inbox/queries";

/** At most so often the count follows what happens. */
const PAUSE_MS = 1500;

/** Dialogs of one's own with something unread, and those that wait for anybody. */
export function useWaiting(): number {
  const client = useQueryClient();
  const counts = useQuery(countsQuery).data;
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  useStream(["dialogs"], () => {
    waiting.current ??= setTimeout(() => {
      waiting.current = null;
      void client.invalidateQueries({ queryKey: countsQuery.queryKey });
    }, PAUSE_MS);
  });
  useEffect(() => () => clearTimeout(waiting.current ?? undefined), []);
  return counts ? counts.mine_unread + counts.unassigned : 0;
}
