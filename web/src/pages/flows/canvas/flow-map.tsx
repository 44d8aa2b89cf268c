import { useReactFlow, useStore } from "@xyflow/react";
import { type PointerEvent, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useBuilder } from "../builder";
import type { Flow, Place } from "../model";
import { sizeOf } from "./size";

const WIDTH = 176;
const HEIGHT = 112;
const ROOM = 8;

/** What the steps cover. */
export function boundsOf(flow: Flow, places: Map<string, Place>) {
  const box = { left: Number.POSITIVE_INFINITY, top: Number.POSITIVE_INFINITY, right: 0, bottom: 0 };
  let first = true;
  for (const step of flow.steps) {
    const at = places.get(step.id);
    if (!at) continue;
    const { width, height } = sizeOf(step);
    box.left = Math.min(box.left, at.x);
    box.top = Math.min(box.top, at.y);
    box.right = first ? at.x + width : Math.max(box.right, at.x + width);
    box.bottom = first ? at.y + height : Math.max(box.bottom, at.y + height);
    first = false;
  }
  if (first) return { x: 0, y: 0, width: 1, height: 1 };
  return { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
}

/** The whole flow in small; a click or a drag looks there. One path for all steps: a thousand cost as little as ten. */
export function FlowMap() {
  const { t } = useTranslation();
  const { flow, places } = useBuilder();
  const { setCenter, getZoom } = useReactFlow();
  const host = useRef<SVGSVGElement>(null);
  const { bounds, path, scale } = useMemo(() => {
    const box = boundsOf(flow, places);
    const steps = flow.steps.map((step) => {
      const at = places.get(step.id) ?? { x: 0, y: 0 };
      const { width, height } = sizeOf(step);
      return `M${at.x} ${at.y}h${width}v${height}h${-width}z`;
    });
    const fits = Math.min((WIDTH - ROOM * 2) / box.width, (HEIGHT - ROOM * 2) / box.height);
    return { bounds: box, path: steps.join(""), scale: Math.min(fits, 0.12) };
  }, [flow, places]);
  const x = (WIDTH - bounds.width * scale) / 2 - bounds.x * scale;
  const y = (HEIGHT - bounds.height * scale) / 2 - bounds.y * scale;
  const look = (event: PointerEvent) => {
    const box = host.current?.getBoundingClientRect();
    if (!box) return;
    const zoom = getZoom();
    void setCenter((event.clientX - box.left - x) / scale, (event.clientY - box.top - y) / scale, { zoom });
  };
  return (
    <svg
      ref={host}
      role="img"
      aria-label={t("flows.map")}
      width={WIDTH}
      height={HEIGHT}
      className="absolute bottom-3 left-3 z-10 cursor-pointer touch-none rounded-lg border bg-surface shadow-card max-sm:hidden"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        look(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) look(event);
      }}
    >
      <g transform={`translate(${x} ${y}) scale(${scale})`}>
        <path d={path} className="fill-line-strong" />
        <Seen />
      </g>
    </svg>
  );
}

/** The part of the flow that is in sight. */
function Seen() {
  const x = useStore((state) => -state.transform[0] / state.transform[2]);
  const y = useStore((state) => -state.transform[1] / state.transform[2]);
  const width = useStore((state) => state.width / state.transform[2]);
  const height = useStore((state) => state.height / state.transform[2]);
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      className="fill-accent/10 stroke-accent"
      strokeWidth={1.5}
      vectorEffect="non-scaling-stroke"
    />
  );
}
