import type { ClipboardEvent, KeyboardEvent } from "react";
import { isTyping, letterOf } from "@/ui/shortcuts";
import type { Builder } from "./builder";
import { noteIndex } from "./canvas/graph";
import { copyText, GRID, movedTo, pasteSteps, readPasted, removeSteps, toggleOff } from "./edits";
import type { Flow, Place } from "./model";
import { type Direction, reach, walk } from "./walk";

const ARROWS: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};
const BY: Record<Direction, Place> = {
  left: { x: -GRID, y: 0 },
  right: { x: GRID, y: 0 },
  up: { x: 0, y: -GRID },
  down: { x: 0, y: GRID },
};

export const stepIds = (ids: string[]): string[] => ids.filter((id) => noteIndex(id) === null);

/** Takes what is selected away: steps, and notes among them. */
export function removeSelected(builder: Builder, heal: boolean): void {
  const { flow, selection } = builder;
  if (selection.length === 0) return;
  const gone = selection.flatMap((id) => noteIndex(id) ?? []);
  const next = removeSteps(flow, stepIds(selection), heal);
  builder.change({ ...next, notes: next.notes.filter((_, index) => !gone.includes(index)) });
  builder.select([]);
}

export function duplicateSelected(builder: Builder): void {
  const { flow, places } = builder;
  const ids = stepIds(builder.selection);
  const steps = flow.steps.filter((step) => ids.includes(step.id));
  if (steps.length === 0) return;
  const pasted = pasteSteps(
    flow,
    steps.map((step) => ({ ...step, at: places.get(step.id) ?? step.at })),
    null,
  );
  builder.change(pasted.flow);
  builder.select(pasted.ids);
}

/** Moves what is selected by the grid. Every step keeps a place from then on: the others must not wander meanwhile. */
export function nudge(builder: Builder, direction: Direction): void {
  const { flow, places, selection } = builder;
  const by = BY[direction];
  const moved = ({ x, y }: Place): Place => ({ x: x + by.x, y: y + by.y });
  const next = new Map([...places].map(([id, place]) => [id, selection.includes(id) ? moved(place) : place]));
  const notes = flow.notes.map((note, index) =>
    selection.includes(`note:${index}`) ? { ...note, at: moved(note.at) } : note,
  );
  builder.change({ ...movedTo(flow, next), notes }, "nudge");
}

function arrow(builder: Builder, event: KeyboardEvent, direction: Direction): void {
  const { flow, places, selection } = builder;
  const ids = stepIds(selection);
  if (event.ctrlKey || event.metaKey) nudge(builder, direction);
  else if (event.shiftKey && (direction === "left" || direction === "right"))
    builder.select(reach(flow, ids, direction === "right" ? "after" : "before"));
  else {
    const from = ids.at(-1);
    const to = from ? walk(flow, places, from, direction) : flow.steps[0]?.id;
    if (to) builder.select([to]);
  }
}

/** The keys that work on steps wherever they are shown. True when the key was one of them. */
export function onStepKey(builder: Builder, event: KeyboardEvent): boolean {
  if (isTyping(event.target)) return false;
  const mod = event.ctrlKey || event.metaKey;
  const letter = letterOf(event).toLowerCase();
  const ids = stepIds(builder.selection);
  if (mod && letter === "z") event.shiftKey ? builder.redo() : builder.undo();
  else if (mod && letter === "y") builder.redo();
  else if (mod && letter === "a") builder.select(builder.flow.steps.map((step) => step.id));
  else if (mod && letter === "d") duplicateSelected(builder);
  else if (event.key === "Delete" || event.key === "Backspace") removeSelected(builder, mod);
  else if (event.key === "Enter" && ids.length === 1) builder.edit();
  else if (event.key === "F2" && ids.length === 1) builder.edit("title");
  else if (!mod && !event.altKey && letter === "d" && ids.length > 0)
    builder.change(toggleOff(builder.flow, ids));
  else return false;
  event.preventDefault();
  return true;
}

export function onArrowKey(builder: Builder, event: KeyboardEvent): boolean {
  const direction = ARROWS[event.key];
  if (!direction || event.altKey || isTyping(event.target)) return false;
  event.preventDefault();
  arrow(builder, event, direction);
  return true;
}

/** Steps go to the clipboard as text that can be read and pasted anywhere. */
export function onCopy(builder: Builder, event: ClipboardEvent): void {
  const ids = stepIds(builder.selection);
  if (isTyping(event.target) || ids.length === 0 || String(window.getSelection() ?? "") !== "") return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", copyText(builder.flow, ids, builder.places));
  if (event.type === "cut") removeSelected(builder, false);
}

/** False when the clipboard holds no steps. */
export function onPaste(builder: Builder, event: ClipboardEvent, at: Place | null): boolean {
  if (isTyping(event.target)) return false;
  const steps = readPasted(event.clipboardData.getData("text/plain"));
  if (!steps) return false;
  event.preventDefault();
  const pasted = pasteSteps(builder.flow, steps, at);
  builder.change(pasted.flow);
  builder.select(pasted.ids);
  return true;
}

export function withNote(flow: Flow, index: number, text: string): Flow {
  const note = flow.notes[index];
  if (!note || note.text === text) return flow;
  return text.trim() === ""
    ? { ...flow, notes: flow.notes.toSpliced(index, 1) }
    : { ...flow, notes: flow.notes.with(index, { ...note, text }) };
}
