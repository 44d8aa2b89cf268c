import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { api } from "@/api/client";
import { type StreamRow, useStream } from "@/api/stream";
import { merged } from "./days";
import type { Message, MessagePage } from "./types";

const PAGE = 50;

/** Which part of a talk is asked for; the newest when nothing is named. */
interface Part {
  before?: string;
  after?: string;
  around?: string;
}
/** Pages from the newest to the oldest. */
type Pages = InfiniteData<MessagePage, Part>;

const messagesKey = (dialog: string) => ["messages", dialog];

/** Puts a message into the pages that hold it; a new one behind the newest, where the pages reach the end of the talk. */
function put(pages: Pages | undefined, message: Message): Pages | undefined {
  const [newest, ...rest] = pages?.pages ?? [];
  if (!pages || !newest) return pages;
  const known = pages.pages.some((page) => page.items.some((one) => one.id === message.id));
  if (!known)
    return newest.newer
      ? pages
      : { ...pages, pages: [{ ...newest, items: [...newest.items, message] }, ...rest] };
  const swap = (page: MessagePage) => ({
    ...page,
    items: page.items.map((one) => (one.id === message.id ? message : one)),
  });
  return { ...pages, pages: pages.pages.map(swap) };
}

const show = (client: QueryClient, dialog: string, message: Message) =>
  client.setQueriesData<Pages>({ queryKey: messagesKey(dialog) }, (pages) => put(pages, message));

/**
 * What was said in a dialog: from its end, or from a message in the middle. Older and newer pages are asked for as one
 * scrolls, and news come as they are said.
 */
export function useMessages(dialog: string, around: string | undefined) {
  const client = useQueryClient();
  const result = useInfiniteQuery({
    queryKey: [...messagesKey(dialog), around ?? "end"],
    queryFn: ({ pageParam }) =>
      api.get<MessagePage>(`/dialogs/${dialog}/messages`, { ...pageParam, limit: PAGE }),
    initialPageParam: (around ? { around } : {}) as Part,
    getNextPageParam: (page): Part | undefined =>
      page.older && page.items[0] ? { before: page.items[0].id } : undefined,
    getPreviousPageParam: (page): Part | undefined => {
      const last = page.items.at(-1);
      return page.newer && last ? { after: last.id } : undefined;
    },
  });
  useStream([`messages:${dialog}`], (row: StreamRow) => {
    if (row.topic === "reset" || row.gone) {
      void client.invalidateQueries({ queryKey: messagesKey(dialog) });
      return;
    }
    show(client, dialog, row as unknown as Message);
  });
  return {
    messages: result.data && merged(result.data.pages.map((page) => page.items)),
    query: { data: result.data, error: result.error, isPending: result.isPending, refetch: result.refetch },
    hasOlder: result.hasNextPage,
    loadingOlder: result.isFetchingNextPage,
    older: () => void result.fetchNextPage(),
    hasNewer: result.hasPreviousPage,
    loadingNewer: result.isFetchingPreviousPage,
    newer: () => void result.fetchPreviousPage(),
  };
}

/** Says something or notes it; the thread shows it at once. */
export function useSay(dialog: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: { path: "messages" | "notes"; body: unknown }) =>
      api.post<Message>(`/dialogs/${dialog}/${path}`, body),
    onSuccess: (message) => {
      show(client, dialog, message);
      void client.invalidateQueries({ queryKey: ["dialogs"] });
    },
  });
}

/** Does something to a message; the thread shows what became of it. */
export function useMessageAct(dialog: string, act: () => Promise<Message>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (message) => show(client, dialog, message),
  });
}
