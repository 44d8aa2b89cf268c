import { queryOptions, useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { ApiError, api } from "./client";
import { arrive } from "./place";
import type { Session, User } from "./types";

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: () => api.get<{ needed: boolean; version: string }>("/setup"),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The session, or `null` for a visitor. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ client }): Promise<Session | null> => {
    try {
      const session = await api.get<Session>("/session");
      // Another tab went over to another workspace: this page goes on showing its own until somebody decides.
      return arrive(session.workspace.id) ? session : (client.getQueryData<Session>(["session"]) ?? session);
    } catch (fault) {
      if (fault instanceof ApiError && fault.status === 401) return null;
      throw fault;
    }
  },
  staleTime: 5 * 60_000,
});

/** The session on pages that only a signed-in user sees. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new ApiError({ title: "Not signed in", status: 401, code: "not_signed_in" });
  return data;
}

export function useMaybeSession(): Session | null {
  return useQuery({ ...sessionQuery, enabled: false }).data ?? null;
}

export function usePatchMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Partial<User> & { password?: string; old_password?: string }) =>
      api.patch<User>("/session/user", change),
    onSuccess: () => client.invalidateQueries({ queryKey: ["session"] }),
  });
}

/** What a person may do, by role: the server decides, this only hides what it would refuse. */
export function canAdmin(user: User): boolean {
  return user.role === "owner" || user.role === "admin";
}
export function canWrite(user: User): boolean {
  return user.role !== "read_only";
}
