import { useEffect, useRef, useSyncExternalStore } from "react";

/** A key of a page, or two: `["n"]`, `["mod", "s"]`; `mod` is Ctrl, on a Mac Command. */
export interface Shortcut {
  keys: string[];
  label: string;
  /** Without it the key is only told of: something else handles it. */
  run?: () => void;
}

/** The shortcuts of something that is on the screen, under its name. */
export interface ShortcutGroup {
  title: string;
  shortcuts: Shortcut[];
}

const groups = new Set<ShortcutGroup>();
const listeners = new Set<() => void>();
let shown: ShortcutGroup[] = [];

function tell(): void {
  shown = [...groups];
  for (const listener of listeners) listener();
}

/** Whether keys are being typed into something, and are therefore no shortcuts. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
  );
}

/** The letter of a key, whatever the keyboard's language: `ы` on the key of `s` is `s`. */
export function letterOf(event: Pick<KeyboardEvent, "code" | "key">): string {
  return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
}

const CHORD_MS = 1200;
let chordUntil = 0;

/** After `g` the next key says where to go: until then it is nobody else's shortcut. */
export function beginChord(event: Pick<KeyboardEvent, "timeStamp">): void {
  chordUntil = event.timeStamp + CHORD_MS;
}
export function inChord(event: Pick<KeyboardEvent, "timeStamp">): boolean {
  return event.timeStamp < chordUntil;
}
export function endChord(): void {
  chordUntil = 0;
}

function fits(shortcut: Shortcut, event: KeyboardEvent): boolean {
  const wish = shortcut.keys.at(-1)?.toLowerCase();
  const mod = shortcut.keys.includes("mod");
  if ((event.ctrlKey || event.metaKey) !== mod || event.altKey) return false;
  return letterOf(event).toLowerCase() === wish && (mod || !isTyping(event.target));
}

/** Tells the sheet (`?`) of the keys of a page while it is on the screen, and carries out those with `run`. */
export function useShortcuts(title: string, shortcuts: Shortcut[]): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  const told = JSON.stringify(shortcuts.map(({ keys, label }) => [keys, label]));
  useEffect(() => {
    const rows: [string[], string][] = JSON.parse(told);
    const group = { title, shortcuts: rows.map(([keys, label]) => ({ keys, label })) };
    groups.add(group);
    tell();
    return () => {
      groups.delete(group);
      tell();
    };
  }, [title, told]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // What is open over the page has the keys.
      if (
        event.defaultPrevented ||
        inChord(event) ||
        document.querySelector("[role=dialog][data-state=open]")
      )
        return;
      const found = current.current.find((shortcut) => shortcut.run && fits(shortcut, event));
      if (!found?.run) return;
      event.preventDefault();
      found.run();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** The shortcuts of what is on the screen now. */
export function useShortcutGroups(): ShortcutGroup[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => shown,
  );
}
