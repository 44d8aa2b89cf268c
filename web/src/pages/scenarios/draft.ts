/** What was typed and not yet saved: kept on this machine for each scenario, so that no closed tab loses it. */
export interface Draft {
  text: string;
  /** The version the draft began with. */
  version: number;
  /** UNIX milliseconds of the last keystroke. */
  at: number;
}

const place = (id: string) => `signalbox.draft.${id}`;

export function readDraft(id: string): Draft | null {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(place(id)) ?? "null");
    if (!held || typeof held !== "object") return null;
    const { text, version, at } = held as Partial<Draft>;
    return typeof text === "string" && typeof version === "number" && typeof at === "number"
      ? { text, version, at }
      : null;
  } catch {
    return null;
  }
}

export function writeDraft(id: string, draft: Draft): void {
  localStorage.setItem(place(id), JSON.stringify(draft));
}

export function dropDraft(id: string): void {
  localStorage.removeItem(place(id));
}
