/** A draft as this page holds it: what is shown, and what of it the server has acknowledged. */
export interface Held {
  text: string;
  /** The text the server holds: the draft's, or what runs when there is no draft. */
  base: string;
  /** Which save of the draft that was; null when there is none. */
  revision: string | null;
  /** The version the text began with. */
  version: number;
}

const place = (id: string) => `signalbox.draft.${id}`;

/** What was typed here and not acknowledged yet: kept on this machine, so that neither a closed tab nor a lost connection loses it. */
export function readHeld(id: string): Held | null {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(place(id)) ?? "null");
    if (!held || typeof held !== "object") return null;
    const { text, base, revision, version } = held as Partial<Held>;
    const whole = typeof text === "string" && typeof base === "string" && typeof version === "number";
    return whole ? { text, base, revision: typeof revision === "string" ? revision : null, version } : null;
  } catch {
    return null;
  }
}

export function writeHeld(id: string, held: Held): void {
  if (held.text === held.base) dropHeld(id);
  else localStorage.setItem(place(id), JSON.stringify(held));
}

export function dropHeld(id: string): void {
  localStorage.removeItem(place(id));
}
