import "@xyflow/react/dist/style.css";
import "./canvas.css";
import {
  Background,
  type FinalConnectionState,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
} from "@xyflow/react";
import {
  type CSSProperties,
  type KeyboardEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { isTyping, useShortcuts } from "@/ui/shortcuts";
import { type Builder, useBuilder } from "../builder";
import { onArrowKey, onCopy, onPaste, onStepKey, withNote } from "../commands";
import { addStep, connect, type Spot, snapped } from "../edits";
import { type Place, startOf } from "../model";
import type { Trail } from "../trail";
import { CanvasBar } from "./canvas-bar";
import { FarBoard } from "./far-board";
import { FindBar } from "./find-bar";
import { FlowMap } from "./flow-map";
import { type Marks, NOTE_SIZE } from "./graph";
import { InsertContext, Line } from "./line-edge";
import { NoteCard, NoteContext } from "./note-node";
import { Palette, type Pick } from "./palette";
import { sizeOf } from "./size";
import { StepMenu, useStepMenu } from "./step-menu";
import { StepCard } from "./step-node";
import { useGraph } from "./use-graph";
import { useView } from "./use-view";

const nodeTypes = { step: StepCard, note: NoteCard };
const edgeTypes = { line: Line };
/** Fewer steps are seen at a glance without a map. */
const MAP_FROM = 10;
/** Smaller than this the steps of a flow with many are painted as one picture. */
const FAR = 0.4;
const MANY = 150;
/** From so many steps on the flow opens at its beginning instead of whole. */
const FIT_UP_TO = 40;

/** The library's colours by the studio's. */
const colours = {
  "--xy-background-color": "var(--canvas)",
  "--xy-edge-stroke": "var(--faint)",
  "--xy-edge-stroke-selected": "var(--accent)",
  "--xy-connectionline-stroke": "var(--accent)",
  "--xy-connectionline-stroke-width": "2",
  "--xy-selection-background-color": "color-mix(in srgb, var(--accent) 10%, transparent)",
  "--xy-selection-border": "1px solid var(--accent)",
} as CSSProperties;

interface CanvasProps {
  marksOf: (id: string) => Marks;
  /** The way of the test at hand. */
  trail: Trail;
}

/** The flow as a canvas. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Board {...props} />
    </ReactFlowProvider>
  );
}

/** A palette that is open: where on the screen, and what becomes of what is picked. */
interface Adding {
  screen: { x: number; y: number };
  spot: Spot;
}

const touch = () => window.matchMedia("(pointer: coarse)").matches;

function Board({ marksOf, trail }: CanvasProps) {
  const { t } = useTranslation();
  const builder = useBuilder();
  const { flow, places, selection } = builder;
  const host = useRef<HTMLDivElement>(null);
  const pointer = useRef<{ x: number; y: number } | null>(null);
  const [adding, setAdding] = useState<Adding | null>(null);
  const [finding, setFinding] = useState(false);
  const { screenToFlowPosition } = useReactFlow();
  const [far, setFar] = useState(false);
  const graph = useGraph(marksOf, trail.steps, far);
  const view = useView(host);
  const { reveal } = view;
  const menu = useStepMenu();
  useEffect(() => {
    if (trail.here) reveal(trail.here);
  }, [trail.here, reveal]);
  useCanvasKeys(t("flows.keys.title"));
  const focus = () => host.current?.focus({ preventScroll: true });
  const middle = () => {
    const box = host.current?.getBoundingClientRect();
    return box ? { x: box.left + box.width / 2, y: box.top + box.height / 3 } : { x: 0, y: 0 };
  };
  /** The palette, behind the selected step when there is just one. */
  const openPalette = (screen = middle()) => {
    const [id] = selection;
    const way = selection.length === 1 && id ? graph.freeWay(id) : undefined;
    setAdding({
      screen,
      spot: way && id ? { from: { step: id, output: way } } : { at: screenToFlowPosition(screen) },
    });
  };
  const pick = (kind: Pick) => {
    if (!adding) return;
    setAdding(null);
    if (kind === "note") {
      const at = snapped(adding.spot.at ?? screenToFlowPosition(adding.screen));
      builder.change({ ...flow, notes: [...flow.notes, { text: "", at }] });
      return;
    }
    const made = addStep(flow, kind, adding.spot, places);
    builder.change(made.flow);
    builder.select([made.id]);
    focus();
    setTimeout(() => view.reveal(made.id), 60);
    builder.edit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isTyping(event.target) || event.defaultPrevented) return;
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.key.toLowerCase() === "f") setFinding(true);
    else if (event.key === "Tab" && !event.shiftKey && event.target === host.current) openPalette();
    else if (event.key === "Escape") {
      graph.pickEdge(null);
      builder.select([]);
    } else if ((event.key === "Delete" || event.key === "Backspace") && graph.edge) {
      const [from = "", way = ""] = graph.edge.split(">");
      builder.change(connect(flow, from, way, undefined));
      graph.pickEdge(null);
    } else if (view.onKey(event)) return;
    else if (onArrowKey(builder, event) || onStepKey(builder, event)) return;
    else return;
    event.preventDefault();
  };
  const insert = useCallback(
    (edge: string, screen: { x: number; y: number }) => {
      const [step = "", output = ""] = edge.split(">");
      setAdding({
        screen,
        spot: { from: { step, output }, at: screenToFlowPosition({ x: screen.x - 120, y: screen.y + 20 }) },
      });
    },
    [screenToFlowPosition],
  );
  const current = useRef(builder);
  current.current = builder;
  const writeNote = useCallback((index: number, text: string) => {
    const { flow: now, change } = current.current;
    change(withNote(now, index, text));
  }, []);
  const onConnectEnd = (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
    if (state.isValid || !state.fromNode || state.fromHandle?.type !== "source") return;
    const point = "changedTouches" in event ? event.changedTouches[0] : event;
    if (!point) return;
    const screen = { x: point.clientX, y: point.clientY };
    const at = screenToFlowPosition(screen);
    const from = { step: state.fromNode.id, output: state.fromHandle.id ?? "next" };
    setAdding({ screen, spot: { at: { x: at.x, y: at.y - 20 }, from } });
  };
  const coarse = useMemo(touch, []);
  const begin = useMemo(() => beginAt(flow.steps.length, places.get(startOf(flow) ?? "")), []);
  return (
    <div
      ref={host}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the canvas takes keys as a whole; the outline shows the same step by step
      tabIndex={0}
      role="application"
      aria-label={t("flows.canvas")}
      aria-describedby="flow-canvas-keys"
      data-canvas
      className="relative size-full -outline-offset-2"
      onKeyDown={onKeyDown}
      onCopy={(event) => onCopy(builder, event)}
      onCut={(event) => onCopy(builder, event)}
      onPaste={(event) => {
        const at = pointer.current && screenToFlowPosition(pointer.current);
        if (!onPaste(builder, event, at) && !isTyping(event.target)) toast(t("flows.nothingToPaste"));
      }}
      {...menu.touch}
      onPointerMove={(event) => {
        pointer.current = { x: event.clientX, y: event.clientY };
      }}
      onDoubleClick={(event) => {
        if (event.target instanceof Element && event.target.classList.contains("react-flow__pane"))
          setAdding({
            screen: { x: event.clientX, y: event.clientY },
            spot: { at: screenToFlowPosition({ x: event.clientX, y: event.clientY }) },
          });
      }}
    >
      <p id="flow-canvas-keys" className="sr-only">
        {t("flows.canvasHint")}
      </p>
      <InsertContext.Provider value={insert}>
        <NoteContext.Provider value={writeNote}>
          <ReactFlow
            {...graph.props}
            {...begin}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onConnectEnd={onConnectEnd}
            onNodeDoubleClick={() => builder.edit()}
            onNodeContextMenu={(event, node) => {
              event.preventDefault();
              menu.open(node.id, { x: event.clientX, y: event.clientY });
            }}
            onNodeClick={focus}
            onMove={(_, { zoom }) => setFar(zoom < FAR && flow.steps.length > MANY)}
            onPaneClick={(event) => {
              graph.pickEdge(null);
              focus();
              const id = far
                ? stepAt(builder, screenToFlowPosition({ x: event.clientX, y: event.clientY }))
                : undefined;
              if (id) view.reveal(id, true);
              builder.select(id ? [id] : []);
            }}
            style={colours}
            snapToGrid
            snapGrid={[16, 16]}
            minZoom={0.05}
            maxZoom={2}
            onlyRenderVisibleElements={flow.steps.length > 60}
            panOnScroll={!coarse}
            panOnDrag={coarse ? true : [1]}
            selectionOnDrag={!coarse}
            selectionMode={SelectionMode.Partial}
            panActivationKeyCode="Space"
            selectionKeyCode={null}
            multiSelectionKeyCode="Shift"
            deleteKeyCode={null}
            disableKeyboardA11y
            nodesFocusable={false}
            edgesFocusable={false}
            zoomOnDoubleClick={false}
            elevateNodesOnSelect={false}
            connectionRadius={28}
            proOptions={{ hideAttribution: true }}
          >
            <Background gap={16} color="var(--line-strong)" />
            {far ? <FarBoard marksOf={marksOf} /> : null}
            {flow.steps.length >= MAP_FROM ? <FlowMap /> : null}
          </ReactFlow>
        </NoteContext.Provider>
      </InsertContext.Provider>
      <CanvasBar view={view} onAdd={(screen) => openPalette(screen)} onFind={() => setFinding(true)} />
      {finding ? (
        <FindBar
          reveal={view.reveal}
          close={() => {
            setFinding(false);
            focus();
          }}
        />
      ) : null}
      {menu.at ? (
        <StepMenu
          at={menu.at}
          close={() => {
            menu.close();
            focus();
          }}
        />
      ) : null}
      {adding ? (
        <Palette
          at={adding.screen}
          notes={!adding.spot.from}
          onPick={pick}
          close={() => {
            setAdding(null);
            focus();
          }}
        />
      ) : null}
    </div>
  );
}

/** The step at a place of the canvas. */
function stepAt({ flow, places }: Builder, { x, y }: Place): string | undefined {
  return flow.steps.find((step) => {
    const at = places.get(step.id);
    const { width, height } = sizeOf(step);
    return at && x >= at.x && y >= at.y && x <= at.x + width && y <= at.y + height;
  })?.id;
}

/** How the canvas opens: small flows whole, large ones at their beginning. */
function beginAt(steps: number, start: { x: number; y: number } | undefined) {
  if (steps <= FIT_UP_TO) return { fitView: true, fitViewOptions: { maxZoom: 1, padding: 0.15 } };
  return { defaultViewport: { x: 60 - (start?.x ?? 0), y: NOTE_SIZE.height - (start?.y ?? 0), zoom: 1 } };
}

function useCanvasKeys(title: string): void {
  const { t } = useTranslation();
  useShortcuts(title, [
    { keys: ["Tab"], label: t("flows.addStep") },
    { keys: ["Enter"], label: t("flows.keys.edit") },
    { keys: ["F2"], label: t("flows.keys.rename") },
    { keys: ["d"], label: t("flows.keys.off") },
    { keys: ["←", "→"], label: t("flows.keys.walk") },
    { keys: ["Shift", "→"], label: t("flows.keys.after") },
    { keys: ["Ctrl", "→"], label: t("flows.keys.nudge") },
    { keys: ["mod", "c"], label: t("flows.keys.copy") },
    { keys: ["mod", "d"], label: t("flows.duplicate") },
    { keys: ["Delete"], label: t("flows.keys.remove") },
    { keys: ["Ctrl", "Delete"], label: t("flows.keys.heal") },
    { keys: ["mod", "z"], label: t("scenarioForm.undo") },
    { keys: ["mod", "f"], label: t("flows.find") },
    { keys: ["0"], label: t("flows.keys.whole") },
    { keys: ["1"], label: t("flows.fit") },
  ]);
}
