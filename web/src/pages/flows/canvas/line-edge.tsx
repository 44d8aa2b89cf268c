import { BaseEdge, type EdgeProps, getBezierPath, getSmoothStepPath } from "@xyflow/react";
import { createContext, memo, useContext } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import type { LineEdge } from "./graph";

/** Puts a step into a line; told by its id and where on the screen. */
export const InsertContext = createContext<(edge: string, at: { x: number; y: number }) => void>(
  () => undefined,
);

/** A way from one step to another, with a plus in its middle when one points at it. */
export const Line = memo(function Line(props: EdgeProps<LineEdge>) {
  const { t } = useTranslation();
  const insert = useContext(InsertContext);
  const { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected, data } = props;
  const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition };
  // A way back runs around the steps: a curve would run through them.
  const back = targetX < sourceX + 24;
  const [path, x, y] = back
    ? getSmoothStepPath({ ...ends, borderRadius: 12, offset: 28 })
    : getBezierPath(ends);
  return (
    <g className="flow-line">
      <BaseEdge
        id={props.id}
        path={path}
        interactionWidth={18}
        className={cn(selected ? "!stroke-accent !stroke-2" : data?.passed && "!stroke-good !stroke-2")}
        style={data?.runs ? { strokeDasharray: "4 4" } : undefined}
      />
      {/* For the pointer alone: the palette and the outline give the keyboard the same. */}
      <g
        aria-hidden
        className={cn("flow-plus cursor-pointer", selected && "flow-plus-on")}
        transform={`translate(${x} ${y})`}
        onClick={(event) => {
          event.stopPropagation();
          insert(props.id, { x: event.clientX, y: event.clientY });
        }}
      >
        <title>{t("flows.insert")}</title>
        <circle r={10} className="fill-surface stroke-accent" />
        <path d="M-4 0H4M0-4V4" className="stroke-accent stroke-2" />
      </g>
    </g>
  );
});
