import { type Edge, type Node, Position } from "@xyflow/react";
import type { CanvasNote, Flow, FlowStep, Place } from "../model";
import { outputs } from "../outputs";
import { IN_MIDDLE, rowMiddle, sizeOf } from "./size";

/** How a step fares: drawn as its frame. */
export interface Marks {
  faults: number;
  warnings: number;
  start: boolean;
  /** It runs in the try at hand: the dialog stands here, or came through. */
  trail?: "here" | "passed";
  found?: boolean;
}
export interface StepData extends Record<string, unknown> {
  step: FlowStep;
  marks: Marks;
}
export type StepNode = Node<StepData, "step">;
export interface NoteData extends Record<string, unknown> {
  note: CanvasNote;
  index: number;
}
export type NoteNode = Node<NoteData, "note">;
export type CanvasNode = StepNode | NoteNode;
export type LineEdge = Edge<{ runs: boolean; passed: boolean }, "line">;

export const NOTE_SIZE = { width: 220, height: 140 };
export const noteId = (index: number) => `note:${index}`;
export const noteIndex = (id: string): number | null => (id.startsWith("note:") ? Number(id.slice(5)) : null);

const sameMarks = (a: Marks, b: Marks) =>
  a.faults === b.faults &&
  a.warnings === b.warnings &&
  a.start === b.start &&
  a.trail === b.trail &&
  a.found === b.found;

/**
 * Steps as the canvas library takes them. An object is made anew only when its step, place or look changed, and carries
 * its size and its handles: nothing has to be drawn and measured first.
 */
export class Nodes {
  private steps = new Map<string, StepNode>();
  private notes = new Map<string, NoteNode>();

  step(step: FlowStep, place: Place, selected: boolean, dragging: boolean, marks: Marks): StepNode {
    const old = this.steps.get(step.id);
    const still =
      old &&
      old.data.step === step &&
      old.selected === selected &&
      old.dragging === dragging &&
      old.position.x === place.x &&
      old.position.y === place.y;
    if (still && sameMarks(old.data.marks, marks)) return old;
    const size = sizeOf(step);
    const data =
      old && old.data.step === step && sameMarks(old.data.marks, marks) ? old.data : { step, marks };
    const made: StepNode = {
      id: step.id,
      type: "step",
      position: place,
      ...size,
      measured: size,
      selected,
      dragging,
      data,
      handles: handlesOf(step, size.width),
    };
    this.steps.set(step.id, made);
    return made;
  }

  note(note: CanvasNote, index: number, place: Place, selected: boolean, dragging: boolean): NoteNode {
    const id = noteId(index);
    const old = this.notes.get(id);
    const still = old && old.data.note === note && old.selected === selected && old.dragging === dragging;
    if (still && old.position.x === place.x && old.position.y === place.y) return old;
    const made: NoteNode = {
      id,
      type: "note",
      position: place,
      ...NOTE_SIZE,
      measured: NOTE_SIZE,
      selected,
      dragging,
      zIndex: -1,
      handles: [],
      data: { note, index },
    };
    this.notes.set(id, made);
    return made;
  }
}

function handlesOf(step: FlowStep, width: number): NonNullable<StepNode["handles"]> {
  const point = { width: 1, height: 1 };
  return [
    { ...point, type: "target", position: Position.Left, x: 0, y: IN_MIDDLE },
    ...outputs(step).map((way, index) => ({
      ...point,
      id: way.id,
      type: "source" as const,
      position: Position.Right,
      x: width,
      y: rowMiddle(step, index),
    })),
  ];
}

/** Lines of a flow; one is made anew only when it leads elsewhere or looks otherwise. */
export class Edges {
  private all = new Map<string, LineEdge>();

  of(flow: Flow, trail: string[], selected: string | null): LineEdge[] {
    const known = new Set(flow.steps.map((step) => step.id));
    const passed = new Set(trail.slice(1).map((id, index) => `${trail[index]}>${id}`));
    return flow.steps.flatMap((step) =>
      outputs(step).flatMap((way) => {
        if (!way.target || !known.has(way.target)) return [];
        const id = `${step.id}>${way.id}`;
        const look = { runs: way.runs === true, passed: passed.has(`${step.id}>${way.target}`) };
        const old = this.all.get(id);
        if (
          old?.target === way.target &&
          old.selected === (selected === id) &&
          old.data?.runs === look.runs &&
          old.data.passed === look.passed
        )
          return [old];
        const made: LineEdge = {
          id,
          type: "line",
          source: step.id,
          sourceHandle: way.id,
          target: way.target,
          selected: selected === id,
          reconnectable: "target",
          ariaLabel: `${step.id} → ${way.target}`,
          data: look,
        };
        this.all.set(id, made);
        return [made];
      }),
    );
  }
}
