import { queryOptions } from "@tanstack/react-query";
import { api, type Query } from "@/api/client";
import type { Board } from "@/api/types";

/** The columns of a pipeline under a filter, with the first cards of each. */
export const boardQuery = (pipeline: string, query: Query) =>
  queryOptions({
    queryKey: ["records", "lead", "board", pipeline, query],
    queryFn: () => api.get<Board>(`/pipelines/${pipeline}/board`, query),
  });
