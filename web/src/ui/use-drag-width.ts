import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";

interface Bounds {
  /** What the handle is called. */
  label: string;
  /** What the width is remembered under on this machine. */
  name: string;
  initial: number;
  min: number;
  max: number;
  /** The edge that is dragged: at the left, moving left widens. */
  edge: "left" | "right";
}

const KEY_STEP = 24;

function remembered({ name, initial, min, max }: Pick<Bounds, "name" | "initial" | "min" | "max">): number {
  const kept = Number(localStorage.getItem(`signalbox.width.${name}`));
  return kept >= min && kept <= max ? kept : initial;
}

/** A width in pixels that a person drags or moves with the arrows, remembered on this machine. */
export function useDragWidth(bounds: Bounds) {
  const [width, setWidth] = useState(() => remembered(bounds));
  const from = useRef<{ x: number; width: number } | null>(null);
  const sign = bounds.edge === "left" ? -1 : 1;
  const clamp = (wish: number) => Math.round(Math.min(bounds.max, Math.max(bounds.min, wish)));
  const keep = (wish: number) => {
    const next = clamp(wish);
    setWidth(next);
    localStorage.setItem(`signalbox.width.${bounds.name}`, String(next));
  };
  const handle = {
    role: "separator",
    tabIndex: 0,
    "aria-label": bounds.label,
    "aria-orientation": "vertical" as const,
    "aria-valuenow": width,
    "aria-valuemin": bounds.min,
    "aria-valuemax": bounds.max,
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      from.current = { x: event.clientX, width };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (from.current) setWidth(clamp(from.current.width + sign * (event.clientX - from.current.x)));
    },
    onPointerUp: () => {
      if (from.current) keep(width);
      from.current = null;
    },
    onPointerCancel: () => {
      from.current = null;
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const step = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
      if (!step) return;
      event.preventDefault();
      keep(width + sign * step);
    },
  };
  return { width, handle };
}
