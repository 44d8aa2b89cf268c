import {
  type CollisionDetection,
  type DragEndEvent,
  type DragMoveEvent,
  type DragStartEvent,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { useState } from "react";
import type { LeadCard } from "@/api/types";
import type { Column, Target } from "./model";
import type { Zone } from "./zones";

/** What lies under the pointer: a zone before a card before a column. */
const underPointer: CollisionDetection = (args) => {
  const hits = pointerWithin(args);
  const of = (prefix: string) => hits.find((hit) => String(hit.id).startsWith(prefix));
  const best = of("zone:") ?? of("card:") ?? of("column:");
  return best ? [best] : [];
};

interface DragProps {
  columns: Column[];
  marked: ReadonlySet<string>;
  byHand: (stage: string) => boolean;
  onDrop: (cards: LeadCard[], to: Target) => void;
  onZone: (cards: LeadCard[], zone: Zone) => void;
}

const pointerY = ({ activatorEvent, delta }: DragMoveEvent): number => {
  const first = activatorEvent instanceof TouchEvent ? activatorEvent.touches[0] : null;
  const from = first?.clientY ?? (activatorEvent instanceof MouseEvent ? activatorEvent.clientY : 0);
  return from + delta.y;
};

const same = (one: Target | null, other: Target | null) =>
  one?.stage === other?.stage && one?.above === other?.above && one?.below === other?.below;

/** Dragging cards by mouse and by finger (a short hold): one, or all that are marked. */
export function useDrag({ columns, marked, byHand, onDrop, onZone }: DragProps) {
  const [cards, setCards] = useState<LeadCard[]>([]);
  const [target, setTarget] = useState<Target | null>(null);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }),
  );
  const targetOf = (event: DragMoveEvent): Target | null => {
    const over = event.over;
    const on: LeadCard | undefined = over?.data.current?.card;
    const stage: string | undefined = on?.stage_id ?? over?.data.current?.stage;
    if (!over || !stage) return null;
    if (!byHand(stage)) return { stage };
    const column = columns.find((known) => known.stage === stage);
    const rest = (column?.cards ?? []).filter((card) => !cards.some((moving) => moving.id === card.id));
    if (!on) {
      const below = rest.at(-1);
      return below ? { stage, below: below.id } : { stage };
    }
    if (!rest.some((card) => card.id === on.id)) return null;
    const upper = pointerY(event) < over.rect.top + over.rect.height / 2;
    return upper ? { stage, above: on.id } : { stage, below: on.id };
  };
  const stop = () => {
    setCards([]);
    setTarget(null);
  };
  return {
    cards,
    target,
    context: {
      sensors,
      collisionDetection: underPointer,
      onDragStart: ({ active }: DragStartEvent) => {
        const card: LeadCard | undefined = active.data.current?.card;
        if (!card) return;
        const all = columns.flatMap((column) => column.cards);
        setCards(marked.has(card.id) ? all.filter((one) => marked.has(one.id)) : [card]);
      },
      onDragMove: (event: DragMoveEvent) => {
        const next = targetOf(event);
        if (!same(next, target)) setTarget(next);
      },
      onDragEnd: (event: DragEndEvent) => {
        const zone: Zone | undefined = event.over?.data.current?.zone;
        const to = targetOf(event);
        stop();
        if (zone) onZone(cards, zone);
        else if (to) onDrop(cards, to);
      },
      onDragCancel: stop,
    },
  };
}
