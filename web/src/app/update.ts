import { useSyncExternalStore } from "react";

const EVERY_MS = 5 * 60_000;
const SCRIPT = /src="(\/assets\/[^"]+\.js)"/;

let outdated = false;
let looked = 0;
const listeners = new Set<() => void>();

/** The first script of a page: its name carries a hash of the whole studio's code. */
export function buildOf(html: string): string | null {
  return SCRIPT.exec(html)?.[1] ?? null;
}

function running(): string | null {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src^="/assets/"]');
  return script?.getAttribute("src") ?? null;
}

/** Asks whether the server brings another studio than the one that runs here; the answer never changes back. */
export async function lookForUpdate(): Promise<void> {
  const own = running();
  if (outdated || own === null || Date.now() - looked < 10_000) return;
  looked = Date.now();
  try {
    const answer = await fetch("/", { cache: "no-cache", headers: { accept: "text/html" } });
    const theirs = answer.ok ? buildOf(await answer.text()) : null;
    if (theirs === null || theirs === own) return;
  } catch {
    // The connection is lost: its banner says so, and the next look comes when it is back.
    return;
  }
  outdated = true;
  for (const tell of listeners) tell();
}

/** Looks now and then, and whenever somebody comes back to the window. */
export function watchUpdate(): void {
  setInterval(() => void lookForUpdate(), EVERY_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void lookForUpdate();
  });
}

export function useOutdated(): boolean {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    () => outdated,
  );
}
