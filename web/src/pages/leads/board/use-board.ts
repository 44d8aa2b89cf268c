import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, type Query } from "@/api/client";
import type { LeadCard, Page } from "@/api/types";
import { boardQuery } from "./board-query";

/** The columns of a pipeline under a filter, with the first cards of each. */
export function useBoard(pipeline: string | undefined, query: Query) {
  return useQuery({
    ...boardQuery(pipeline ?? "", query),
    enabled: pipeline !== undefined,
    placeholderData: (before) => before,
  });
}

/** The cards of a column after its first ones, read when they are scrolled to. */
export function useFurther(pipeline: string, stage: string, start: string | null, query: Query, on: boolean) {
  const further = useInfiniteQuery({
    queryKey: ["records", "lead", "board", pipeline, stage, query, start],
    queryFn: ({ pageParam }) =>
      api.get<Page<LeadCard>>(`/pipelines/${pipeline}/board/${stage}`, {
        ...query,
        limit: 60,
        cursor: pageParam,
      }),
    initialPageParam: start ?? "",
    getNextPageParam: (page) => page.next || undefined,
    enabled: on && start !== null,
    placeholderData: (before) => before,
  });
  return {
    pages: start === null ? undefined : further.data?.pages,
    more: further.hasNextPage,
    busy: further.isFetching,
    error: further.error,
    next: () => void further.fetchNextPage(),
  };
}
