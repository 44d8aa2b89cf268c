import { useReactFlow } from "@xyflow/react";
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef } from "react";
import { useBuilder } from "../builder";
import { boundsOf } from "./flow-map";
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
  const { zoomIn, zoomOut, zoomTo, fitBounds, setCenter, getViewport } = useReactFlow();
  const builder = useBuilder();
  const current = useRef(builder);
  current.current = builder;
  const fit = useCallback(() => {
    const { flow, places } = current.current;
    const bounds = boundsOf(flow, places);
    const box = host.current?.getBoundingClientRect();
    const fits = box && bounds.width < box.width * 0.9 && bounds.height < box.height * 0.9;
    const middle = { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 };
    if (fits) void setCenter(middle.x, middle.y, { zoom: 1, duration: pace() });
    else void fitBounds(bounds, { duration: pace(), padding: 0.08 });
  }, [fitBounds, setCenter, host]);

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
