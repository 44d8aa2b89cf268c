import { useSyncExternalStore } from "react";
import { onReach } from "@/api/client";

let reachable = true;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  if (next === reachable) return;
  reachable = next;
  for (const tell of listeners) tell();
}

async function knock(): Promise<void> {
  try {
    set((await fetch("/healthz", { cache: "no-store" })).ok);
  } catch {
    set(false);
  }
}

/** Watches the way to the server: calls tell, and while it is lost we knock every three seconds. */
export function watchConnection(): void {
  onReach(set);
  window.addEventListener("offline", () => set(false));
  window.addEventListener("online", () => void knock());
  setInterval(() => {
    if (!reachable) void knock();
  }, 3000);
}

export function useReachable(): boolean {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    () => reachable,
  );
}
