import { infiniteQueryOptions, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { api, type Query } from "./client";
import type { Page } from "./types";

/** How a list is asked for page by page, by keyset. */
export const pagesQuery = <Row>(key: QueryKey, path: string, query: Query = {}) =>
  infiniteQueryOptions({
    queryKey: [...key, query],
    queryFn: ({ pageParam }) => api.get<Page<Row>>(path, { limit: 50, ...query, cursor: pageParam }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next || undefined,
  });

/** A list read page by page. */
export function usePages<Row>(
  key: QueryKey,
  path: string,
  query: Query = {},
  options: { enabled?: boolean } = {},
) {
  const result = useInfiniteQuery({
    ...pagesQuery<Row>(key, path, query),
    enabled: options.enabled ?? true,
  });
  const rows = result.data?.pages.flatMap((page) => page.items);
  return {
    rows,
    pages: result.data?.pages ?? [],
    query: { data: rows, error: result.error, isPending: result.isPending, refetch: result.refetch },
    hasMore: result.hasNextPage,
    loadingMore: result.isFetchingNextPage,
    onMore: () => void result.fetchNextPage(),
  };
}

/** Lists come bare or as `{items, next}`; the interface wants the rows. */
export function rowsOf<Row>(answer: Row[] | Page<Row>): Row[] {
  return Array.isArray(answer) ? answer : answer.items;
}
export async function getAll<Row>(path: string, query?: Query): Promise<Row[]> {
  return rowsOf(await api.get<Row[] | Page<Row>>(path, query));
}
