import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import { tellTabs } from "./place";
import type { Page, WorkspaceRow } from "./types";

/** The workspaces one works in, by name. */
export const workspacesQuery = queryOptions({
  queryKey: ["workspaces"],
  queryFn: async () => (await api.get<Page<WorkspaceRow>>("/workspaces")).items,
  staleTime: 10_000,
});

/** Takes the browser over to a workspace. Told once: a repeat would find the session over that it began with. */
async function takeBrowser(workspace: string): Promise<void> {
  await api.postOnce("/session/workspace", { workspace_id: workspace });
  tellTabs(workspace);
}

/** Goes over to a workspace. The page starts anew there: nothing of the other one stays in memory. */
export async function goOver(workspace: string): Promise<void> {
  await takeBrowser(workspace);
  window.location.assign("/");
}

/** Takes the browser back to the workspace this page shows, which goes on as it was. */
export const comeBack = takeBrowser;
