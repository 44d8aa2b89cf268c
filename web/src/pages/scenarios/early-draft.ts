/** A draft asked for before its page stood may be this old when the page takes it, milliseconds. */
const FRESH = 3000;

let held: { id: string; at: number; draft: Promise<unknown> } | null = null;

/** The draft that is asked for while its page is still loading. Taken once, and only fresh: drafts live on, and are not cached. */
export const earlyDraft = {
  ask(id: string, ask: () => Promise<unknown>): void {
    const draft = ask();
    // Whoever takes it hears of the fault; nobody may.
    draft.catch(() => {});
    held = { id, at: Date.now(), draft };
  },
  take<Draft>(id: string): Promise<Draft> | null {
    const found = held;
    held = null;
    if (found?.id !== id || Date.now() - found.at > FRESH) return null;
    return found.draft as Promise<Draft>;
  },
};
