import { useCallback, useRef, useState } from "react";
import { merge } from "./form/merge";

/** One step: the document before it and after it. */
interface Step {
  before: string;
  after: string;
}
interface History {
  past: Step[];
  future: Step[];
}

/** So many steps are kept, and so many characters of them: a browser's storage is small. */
const MOST_STEPS = 100;
const MOST_TEXT = 400_000;
/** Keystrokes at one place within this time are one step, milliseconds. */
const TOGETHER = 1200;

const place = (id: string) => `signalbox.history.${id}`;
const isStep = (value: unknown): value is Step =>
  typeof value === "object" &&
  value !== null &&
  "before" in value &&
  "after" in value &&
  typeof value.before === "string" &&
  typeof value.after === "string";

function read(id: string): History {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(place(id)) ?? "null");
    const list = (name: string) => {
      const found: unknown = held && typeof held === "object" ? Reflect.get(held, name) : null;
      return Array.isArray(found) ? found.filter(isStep) : [];
    };
    return { past: list("past"), future: list("future") };
  } catch {
    return { past: [], future: [] };
  }
}

function write(id: string, history: History): void {
  let room = MOST_TEXT;
  const past: Step[] = [];
  for (const step of history.past.slice(-MOST_STEPS).reverse()) {
    room -= step.before.length + step.after.length;
    if (room < 0) break;
    past.unshift(step);
  }
  try {
    localStorage.setItem(place(id), JSON.stringify({ past, future: history.future.slice(-20) }));
  } catch {
    // A full storage costs the steps, never the draft.
    localStorage.removeItem(place(id));
  }
}

/**
 * Undo and redo that survive a reload. A step is taken back by merging its reverse into the document as it is now, so
 * that what others changed meanwhile stays.
 */
export function useHistory(id: string, text: string, show: (text: string) => void) {
  const history = useRef<History>(read(id));
  const last = useRef<{ step: string; at: number } | null>(null);
  const [, redraw] = useState(0);
  const keep = useCallback(
    (next: History) => {
      history.current = next;
      write(id, next);
      redraw((count) => count + 1);
    },
    [id],
  );

  const record = (before: string, after: string, step: string) => {
    const { past } = history.current;
    const now = Date.now();
    const top = past.at(-1);
    const together =
      top &&
      step !== "" &&
      last.current?.step === step &&
      now - last.current.at < TOGETHER &&
      top.after === before;
    last.current = { step, at: now };
    const next = together
      ? [...past.slice(0, -1), { before: top.before, after }]
      : [...past, { before, after }];
    keep({ past: next.slice(-MOST_STEPS), future: [] });
  };
  const go = (from: "past" | "future") => {
    const step = history.current[from].at(-1);
    if (!step) return;
    last.current = null;
    const [base, theirs] = from === "past" ? [step.after, step.before] : [step.before, step.after];
    const rest = history.current[from].slice(0, -1);
    const to = from === "past" ? "future" : "past";
    // What one takes back wins over what stands there now.
    const shown = text === base ? theirs : merge(base, theirs, text).text;
    keep({ ...history.current, [from]: rest, [to]: [...history.current[to], step] });
    show(shown);
  };
  return {
    record,
    undo: () => go("past"),
    redo: () => go("future"),
    canUndo: history.current.past.length > 0,
    canRedo: history.current.future.length > 0,
    forget: () => keep({ past: [], future: [] }),
  };
}
