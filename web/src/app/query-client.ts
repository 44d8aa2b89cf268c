import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError, api } from "@/api/client";
import { arrive } from "@/api/place";
import type { Session } from "@/api/types";

/**
 * A session that ended elsewhere shows at the next call: the shell then leads to the sign-in. Asked again first: while
 * the call was on its way another tab may have gone over to another workspace, with a new cookie.
 */
async function noticeSignOut(error: unknown): Promise<void> {
  if (!(error instanceof ApiError) || error.code !== "not_signed_in") return;
  try {
    arrive((await api.get<Session>("/session")).workspace.id);
  } catch (fault) {
    if (fault instanceof ApiError && fault.status === 401) queryClient.setQueryData(["session"], null);
  }
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => void noticeSignOut(error) }),
  mutationCache: new MutationCache({ onError: (error) => void noticeSignOut(error) }),
  defaultOptions: {
    queries: {
      staleTime: 5000,
      retry: (count, error) =>
        count < 2 && error instanceof ApiError && (error.status === 0 || error.status === 503),
    },
  },
});
