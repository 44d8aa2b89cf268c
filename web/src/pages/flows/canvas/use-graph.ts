import type { Connection, Edge, EdgeChange, NodeChange } from "@xyflow/react";
import { useMemo, useRef, useState } from "react";
import { useBuilder } from "../builder";
import { connect, movedTo } from "../edits";
import { type Place, stepOf } from "../model";
import { outputs } from "../outputs";
import { type CanvasNode, Edges, type LineEdge, type Marks, Nodes, noteId, noteIndex } from "./graph";

/** The document as the canvas library draws it, and what people do there as changes of the document. */
export function useGraph(marksOf: (id: string) => Marks, trail: string[], far: boolean) {
  const builder = useBuilder();
  const { flow, places, selection } = builder;
  const [made] = useState(() => ({ nodes: new Nodes(), edges: new Edges() }));
  const [edge, pickEdge] = useState<string | null>(null);
  /** Where things are while they are dragged: the document learns it when they are let go. */
  const [moving, setMoving] = useState<Map<string, Place> | null>(null);
  const current = useRef({ builder, moving });
  current.current = { builder, moving };

  const nodes = useMemo((): CanvasNode[] => {
    if (far) return [];
    const chosen = new Set(selection);
    const steps = flow.steps.map((step) => {
      const place = moving?.get(step.id) ?? places.get(step.id) ?? { x: 0, y: 0 };
      return made.nodes.step(
        step,
        place,
        chosen.has(step.id),
        moving?.has(step.id) ?? false,
        marksOf(step.id),
      );
    });
    const notes = flow.notes.map((note, index) => {
      const id = noteId(index);
      return made.nodes.note(
        note,
        index,
        moving?.get(id) ?? note.at,
        chosen.has(id),
        moving?.has(id) ?? false,
      );
    });
    return [...notes, ...steps];
  }, [flow, places, selection, moving, marksOf, made, far]);
  const edges = useMemo(() => (far ? [] : made.edges.of(flow, trail, edge)), [flow, trail, edge, made, far]);

  const props = useMemo(() => {
    const drop = (moved: Map<string, Place>) => {
      const { flow: now, places: before, change } = current.current.builder;
      const all = new Map([...before, ...moved]);
      const notes = now.notes.map((note, index) => {
        const at = moved.get(noteId(index));
        return at && (at.x !== note.at.x || at.y !== note.at.y) ? { ...note, at } : note;
      });
      const still = notes.every((note, index) => note === now.notes[index]);
      change(movedTo(still ? now : { ...now, notes }, all));
    };
    const onNodesChange = (changes: NodeChange<CanvasNode>[]) => {
      const { builder: now, moving: held } = current.current;
      const chosen = new Set(now.selection);
      let picked = false;
      const moved = new Map(held);
      let dropped = false;
      for (const one of changes) {
        if (one.type === "select") {
          picked = true;
          if (one.selected) chosen.add(one.id);
          else chosen.delete(one.id);
        } else if (one.type === "position") {
          if (one.position) moved.set(one.id, one.position);
          if (one.dragging === false) dropped = true;
        }
      }
      if (picked) now.select([...chosen]);
      if (dropped) {
        setMoving(null);
        if (moved.size > 0) drop(moved);
      } else if (moved.size > 0) setMoving(moved);
    };
    const onEdgesChange = (changes: EdgeChange<LineEdge>[]) => {
      for (const one of changes) if (one.type === "select" && one.selected) pickEdge(one.id);
    };
    const join = (from: string, way: string, to: string) => {
      const { flow: now, change } = current.current.builder;
      change(connect(now, from, way, to));
    };
    const onConnect = ({ source, sourceHandle, target }: Connection) => {
      if (noteIndex(target) === null) join(source, sourceHandle ?? "next", target);
    };
    const onReconnect = (old: Edge, { target }: Connection) =>
      join(old.source, old.sourceHandle ?? "next", target);
    return { onNodesChange, onEdgesChange, onConnect, onReconnect };
  }, []);

  return {
    edge,
    pickEdge,
    /** The way out of a step that a new step is put behind. */
    freeWay: (id: string): string | undefined => {
      const step = stepOf(flow, id);
      const ways = step ? outputs(step) : [];
      return (ways.find((way) => way.kind === "next") ?? ways.find((way) => !way.target) ?? ways[0])?.id;
    },
    props: { nodes, edges, ...props },
  };
}
