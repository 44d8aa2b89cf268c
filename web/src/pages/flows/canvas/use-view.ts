import { useReactFlow } from "@xyflow/react";
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef } from "react";
import { useBuilder } from "../builder";
import { sizeOf } from "./size";

/** How long the canvas takes to move, milliseconds; not at all for who wants stillness. */
function pace(): number {
  const still =
    document.documentElement.dataset.motion === "still" ||
    window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  return still ? 0 : 200;
}

/** Looking around: zoom, fit, and moving to a step. */
export function useView(host: RefObject<HTMLDivElement | null>) {
  const { zoomIn, zoomOut, zoomTo, fitView, setCenter, getViewport } = useReactFlow();
  const builder = useBuilder();
  const current = useRef(builder);
  current.current = builder;
  const fit = useCallback(() => void fitView({ duration: pace(), maxZoom: 1, padding: 0.1 }), [fitView]);

  /** Moves the canvas as little as it takes to see a step. */
  const reveal = useCallback(
    (id: string, always = false) => {
      const { flow, places } = current.current;
      const step = flow.steps.find((one) => one.id === id);
      const place = places.get(id);
      const box = host.current?.getBoundingClientRect();
      if (!step || !place || !box) return;
      const { width, height } = sizeOf(step);
      const { x, y, zoom } = getViewport();
      const left = place.x * zoom + x;
      const top = place.y * zoom + y;
      const seen =
        left >= 8 &&
        top >= 8 &&
        left + width * zoom <= box.width - 8 &&
        top + height * zoom <= box.height - 56;
      if (seen && !always) return;
      void setCenter(place.x + width / 2, place.y + height / 2, {
        zoom: Math.max(zoom, 0.6),
        duration: pace(),
      });
    },
    [getViewport, setCenter, host],
  );
  const [only] = builder.selection;
  const one = builder.selection.length === 1 ? only : undefined;
  useEffect(() => {
    if (one) reveal(one);
  }, [one, reveal]);

  const onKey = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "+" || event.key === "=") void zoomIn({ duration: pace() });
    else if (event.key === "-") void zoomOut({ duration: pace() });
    else if (event.key === "0") void zoomTo(1, { duration: pace() });
    else if (event.key === "1") fit();
    else return false;
    event.preventDefault();
    return true;
  };
  return {
    reveal,
    fit,
    onKey,
    zoomIn: () => void zoomIn({ duration: pace() }),
    zoomOut: () => void zoomOut({ duration: pace() }),
  };
}
export type View = ReturnType<typeof useView>;
