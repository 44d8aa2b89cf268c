import { useCallback, useRef, useState } from "react";
import { isMap } from "@/ui/is-map";
import type { Flow } from "./model";
import { apply, diff, type Patch } from "./patch";

interface History {
  past: Patch[];
  future: Patch[];
}

/** So many steps are kept, and so many characters of them: a browser's storage is small. */
const MOST_STEPS = 100;
const MOST_TEXT = 500_000;
/** Keystrokes at one place within this time are one step, milliseconds. */
const TOGETHER = 1200;

const place = (id: string) => `signalbox.flow-history.${id}`;
const isPatch = (value: unknown): value is Patch => isMap(value) && Array.isArray(value.steps);

function read(id: string): History {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(place(id)) ?? "null");
    const list = (name: string) => {
      const found: unknown = isMap(held) ? held[name] : null;
      return Array.isArray(found) ? found.filter(isPatch) : [];
    };
    return { past: list("past"), future: list("future") };
  } catch {
    return { past: [], future: [] };
  }
}

function write(id: string, { past, future }: History): void {
  const texts: string[] = [];
  let room = MOST_TEXT;
  for (const patch of past.toReversed()) {
    const text = JSON.stringify(patch);
    room -= text.length;
    if (room < 0) break;
    texts.unshift(text);
  }
  const later = future.slice(-20).map((patch) => JSON.stringify(patch));
  try {
    localStorage.setItem(place(id), `{"past":[${texts.join(",")}],"future":[${later.join(",")}]}`);
  } catch {
    // A full storage costs the steps, never the draft.
    localStorage.removeItem(place(id));
  }
}

/** Undo and redo of a flow that survive a reload: the edits themselves are kept, and each is taken back by its reverse. */
export function useFlowHistory(id: string, now: () => Flow, show: (flow: Flow) => void) {
  const history = useRef<History>(read(id));
  const last = useRef<{ step: string; at: number; first: Flow } | null>(null);
  const [, redraw] = useState(0);
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const keep = useCallback(
    (next: History) => {
      history.current = next;
      clearTimeout(waiting.current);
      // Not between a keystroke and its picture.
      waiting.current = setTimeout(() => write(id, history.current), 120);
      redraw((count) => count + 1);
    },
    [id],
  );

  const record = (before: Flow, after: Flow, step: string) => {
    const held = last.current;
    const at = Date.now();
    const together = held && step !== "" && held.step === step && at - held.at < TOGETHER;
    const first = together ? held.first : before;
    const patch = diff(first, after);
    last.current = { step, at, first };
    const past = together ? history.current.past.slice(0, -1) : history.current.past;
    keep({ past: [...past, ...(patch ? [patch] : [])].slice(-MOST_STEPS), future: [] });
  };
  const go = (from: "past" | "future") => {
    const patch = history.current[from].at(-1);
    if (!patch) return;
    last.current = null;
    const to = from === "past" ? "future" : "past";
    keep({
      ...history.current,
      [from]: history.current[from].slice(0, -1),
      [to]: [...history.current[to], patch],
    });
    show(apply(now(), patch, from === "past"));
  };
  return {
    record,
    undo: () => go("past"),
    redo: () => go("future"),
    canUndo: history.current.past.length > 0,
    canRedo: history.current.future.length > 0,
  };
}
