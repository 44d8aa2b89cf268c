const MOST = 30;
const stored = (workspace: string) => `signalbox.palette.${workspace}`;

/** What was chosen in the palette lately on this machine, newest first. */
export function recent(workspace: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(stored(workspace)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

export function remember(workspace: string, id: string): void {
  const next = [id, ...recent(workspace).filter((known) => known !== id)].slice(0, MOST);
  localStorage.setItem(stored(workspace), JSON.stringify(next));
}
