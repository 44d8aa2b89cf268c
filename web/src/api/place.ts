import { useSyncExternalStore } from "react";

// The cookie is the browser's, not the page's: another tab may have taken it over to another workspace. So a page keeps
// in mind which workspace it shows, says so with every call, and stops when the browser is somewhere else.
let shown: string | null = null;
let away = false;
let tabs: BroadcastChannel | null = null;
const listeners = new Set<() => void>();

function setAway(next: boolean): void {
  if (next === away) return;
  away = next;
  for (const tell of listeners) tell();
}

/** The workspace this page shows; `null` before the first session. */
export function shownWorkspace(): string | null {
  return shown;
}

/** Takes note of where the browser is; false when this page shows another workspace. */
export function arrive(workspace: string): boolean {
  shown ??= workspace;
  setAway(shown !== workspace);
  return shown === workspace;
}

/** A call was refused because the browser is in another workspace. */
export function noteAway(): void {
  setAway(true);
}

/** Forgets where the page was: somebody signs in or out. */
export function leave(): void {
  shown = null;
  setAway(false);
}

/** Tells the other tabs that the browser is in this workspace now. */
export function tellTabs(workspace: string): void {
  tabs?.postMessage(workspace);
  if (shown === workspace) setAway(false);
}

/** Listens to the other tabs. */
export function watchTabs(): void {
  if (!("BroadcastChannel" in window)) return;
  tabs = new BroadcastChannel("signalbox.workspace");
  tabs.onmessage = ({ data }) => {
    if (shown !== null && typeof data === "string") setAway(data !== shown);
  };
}

/** Whether the browser has gone over to another workspace than the one this page shows. */
export function useAway(): boolean {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    () => away,
  );
}
