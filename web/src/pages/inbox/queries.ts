import {
  type InfiniteData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "@/api/client";
import { getAll, usePages } from "@/api/pages";
import { type StreamRow, useStream } from "@/api/stream";
import { merged } from "./days";
import type { Counts, Dialog, DialogRow, Filters, Message, MessagePage, Reply } from "./types";

/** At most so often the list follows what happens elsewhere: a broadcast moves hundreds of dialogs a second. */
const PAUSE_MS = 700;
const PAGE = 50;

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

type Pages = InfiniteData<MessagePage, string>;
const messagesKey = (dialog: string) => ["messages", dialog];

function put(pages: Pages | undefined, message: Message): Pages | undefined {
  if (!pages) return pages;
  const [first, ...rest] = pages.pages;
  if (!first) return pages;
  const known = pages.pages.some((page) => page.items.some((one) => one.id === message.id));
  const swap = (page: MessagePage) => ({
    ...page,
    items: page.items.map((one) => (one.id === message.id ? message : one)),
  });
  const added = { ...first, items: [...first.items, message] };
  return { ...pages, pages: known ? pages.pages.map(swap) : [added, ...rest] };
}

/** What was said in a dialog: the newest page first, older ones as they are asked for, news as they come. */
export function useMessages(dialog: string) {
  const client = useQueryClient();
  const result = useInfiniteQuery({
    queryKey: messagesKey(dialog),
    queryFn: ({ pageParam }) =>
      api.get<MessagePage>(`/dialogs/${dialog}/messages`, { before: pageParam, limit: PAGE }),
    initialPageParam: "",
    getNextPageParam: (page) => (page.older ? page.items[0]?.id : undefined),
  });
  useStream([`messages:${dialog}`], (row: StreamRow) => {
    if (row.topic === "reset" || row.gone) {
      void client.invalidateQueries({ queryKey: messagesKey(dialog) });
      return;
    }
    client.setQueryData<Pages>(messagesKey(dialog), (pages) => put(pages, row as unknown as Message));
  });
  return {
    messages: result.data && merged(result.data.pages.map((page) => page.items)),
    query: { data: result.data, error: result.error, isPending: result.isPending, refetch: result.refetch },
    hasOlder: result.hasNextPage,
    loadingOlder: result.isFetchingNextPage,
    older: () => void result.fetchNextPage(),
  };
}

/** Does something to a dialog; lists and the thread ask again. */
export function useDialogAct<Input = void>(act: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => client.invalidateQueries({ queryKey: ["dialogs"] }),
  });
}

/** Says something or notes it; the thread shows it at once. */
export function useSay(dialog: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: { path: "messages" | "notes"; body: unknown }) =>
      api.post<Message>(`/dialogs/${dialog}/${path}`, body),
    onSuccess: (message) => {
      client.setQueryData<Pages>(messagesKey(dialog), (pages) => put(pages, message));
      void client.invalidateQueries({ queryKey: ["dialogs"] });
    },
  });
}

/** Does something to a message; the thread shows what became of it. */
export function useMessageAct(dialog: string, act: () => Promise<Message>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (message) => client.setQueryData<Pages>(messagesKey(dialog), (pages) => put(pages, message)),
  });
}
