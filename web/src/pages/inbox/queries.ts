import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "@/api/client";
import { getAll, usePages } from "@/api/pages";
import { useStream } from "@/api/stream";
import type { Counts, Dialog, DialogRow, Filters, Macro, Reply } from "./types";

/** At most so often the list follows what happens elsewhere: a broadcast moves hundreds of dialogs a second. */
const PAUSE_MS = 700;

export const countsQuery = queryOptions({
  queryKey: ["dialogs", "counts"],
  queryFn: () => api.get<Counts>("/dialogs/counts"),
});

export const dialogQuery = (id: string) =>
  queryOptions({ queryKey: ["dialogs", "one", id], queryFn: () => api.get<Dialog>(`/dialogs/${id}`) });

export const repliesQuery = queryOptions({
  queryKey: ["replies"],
  queryFn: () => getAll<Reply>("/replies"),
  staleTime: 60_000,
});

export const macrosQuery = queryOptions({
  queryKey: ["macros"],
  queryFn: () => getAll<Macro>("/macros"),
  staleTime: 60_000,
});

export function useDialogs(filters: Filters) {
  return usePages<DialogRow>(["dialogs", "list"], "/dialogs", { ...filters });
}

/** Lists, counts and the open dialog follow what others do. */
export function useLiveDialogs(): void {
  const client = useQueryClient();
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  useStream(["dialogs"], () => {
    waiting.current ??= setTimeout(() => {
      waiting.current = null;
      void client.invalidateQueries({ queryKey: ["dialogs"] });
    }, PAUSE_MS);
  });
  useEffect(() => () => clearTimeout(waiting.current ?? undefined), []);
}

/** Does something to a dialog; lists and the thread ask again. */
export function useDialogAct<Input = void>(act: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => client.invalidateQueries({ queryKey: ["dialogs"] }),
  });
}
