import "@xyflow/react/dist/style.css";
import { Background, Controls, Handle, MiniMap, type NodeProps, Position, ReactFlow } from "@xyflow/react";
import { CornerDownRight, Split, Zap } from "lucide-react";
import { type CSSProperties, createContext, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Step } from "@/api/types";
import { actionIcon } from "@/trace/action-icon";
import { actionName, policyTexts, startDetails, startName, stepDetails, timerText } from "@/trace/describe";
import { cn } from "@/ui/cn";
import { Empty } from "@/ui/empty";
import { readTree } from "../form/reconcile";
import { asList, asText, type Path, type Tree } from "../form/tree";
import type { Sampled } from "../use-try";
import { graphOf, type Part, type PartNode } from "./graph";

/** Fewer parts are seen at a glance without a map. */
const MAP_FROM = 10;
const Go = createContext<(path: Path) => void>(() => undefined);

const MODES = ["queue", "restart", "skip"] as const;

function useWords(data: Part): { title: string; detail: string } {
  const { t } = useTranslation();
  const { kind, part, path } = data;
  if (kind === "start") {
    const start = { ...part, on: asText(part.on) };
    const known = MODES.find((one) => one === data.mode);
    const mode = known ? t(`policy.modeSay.${known}`) : "";
    return {
      title: startName(t, start.on),
      detail: [...startDetails(t, start), mode].filter(Boolean).join(" · "),
    };
  }
  if (kind === "otherwise")
    return { title: t("outline.otherwise", { scenario: asText(part.name) }), detail: "" };
  if (kind === "block") {
    const count = asList(part.if).length;
    const detail = count === 0 ? t("outline.always") : t("scenarioForm.conditionCount", { count });
    return { title: asText(part.name) || t("outline.block", { n: Number(path[1]) + 1 }), detail };
  }
  const step = part as Step;
  const timer = step.timer ? timerText(t, step.timer) : "";
  const title = asText(part.title) || actionName(t, asText(part.action));
  return {
    title,
    detail: [timer, ...policyTexts(t, step), ...stepDetails(t, step)].filter(Boolean).join(" · "),
  };
}

function iconOf({ kind, part }: Part) {
  if (kind === "start") return Zap;
  if (kind === "block") return Split;
  return kind === "otherwise" ? CornerDownRight : actionIcon(asText(part.action));
}

function PartCard({ data }: NodeProps<PartNode>) {
  const go = useContext(Go);
  const { title, detail } = useWords(data);
  const Icon = iconOf(data);
  return (
    <>
      <Handle type="target" position={Position.Top} className="invisible" isConnectable={false} />
      <button
        type="button"
        onClick={() => go(data.path)}
        className={cn(
          "nodrag nopan flex size-full items-start gap-2.5 rounded-lg border bg-surface p-3 text-left text-[13px] leading-5 shadow-card hover:border-accent",
          data.kind === "start" && "bg-accent-soft",
          data.kind === "block" && "border-2",
          data.fired === true && "border-good",
          data.fired === false && "border-bad",
          data.part.off === true && "opacity-60",
        )}
      >
        <Icon className="mt-0.5 size-4 shrink-0 text-accent-ink" aria-hidden />
        <span className="min-w-0 flex-1">
          <span className={cn("font-medium", data.kind === "block" ? "line-clamp-2" : "block truncate")}>
            {title}
          </span>
          <span className="block truncate text-xs text-soft">{detail}</span>
        </span>
      </button>
      <Handle type="source" position={Position.Bottom} className="invisible" isConnectable={false} />
    </>
  );
}
const nodeTypes = { part: PartCard };

/** The library's colours by the studio's. */
const colours = {
  "--xy-background-color": "var(--canvas)",
  "--xy-edge-stroke": "var(--line-strong)",
  "--xy-edge-label-color": "var(--soft)",
  "--xy-edge-label-background-color": "var(--canvas)",
  "--xy-controls-button-background-color": "var(--surface)",
  "--xy-controls-button-background-color-hover": "var(--hover)",
  "--xy-controls-button-color": "var(--ink)",
  "--xy-controls-button-border-color": "var(--line)",
  "--xy-minimap-background-color": "var(--surface)",
  "--xy-minimap-node-background-color": "var(--line-strong)",
} as CSSProperties;

interface CanvasProps {
  text: string;
  sampled: Sampled | null;
  goTo: (path: Path) => void;
}

/** The scenario as a picture, drawn from the same document. It is looked at; every part leads to its place in the form. */
export function CanvasView({ text, sampled, goTo }: CanvasProps) {
  const { t } = useTranslation();
  const tree: Tree | null = useMemo(() => readTree(text), [text]);
  const graph = useMemo(() => {
    const fired = sampled?.blocks.map((block) => block?.fired) ?? [];
    const words = {
      fires: t("outline.then"),
      next: t("scenarioForm.next"),
      none: t("scenarioForm.noneFired"),
    };
    return tree && graphOf(tree, fired, words);
  }, [tree, sampled, t]);
  if (!graph)
    return (
      <Empty icon={Split} title={t("scenarioForm.unreadable")} text={t("scenarioForm.unreadableText")} />
    );
  return (
    <Go.Provider value={goTo}>
      <ReactFlow
        aria-label={t("scenarioForm.views.canvas")}
        nodes={graph.nodes}
        edges={graph.edges}
        nodeTypes={nodeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        onlyRenderVisibleElements={graph.nodes.length > 200}
        panOnScroll
        style={colours}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
        minZoom={0.1}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={20} color="var(--line-strong)" />
        <Controls showInteractive={false} />
        {graph.nodes.length > MAP_FROM ? (
          <MiniMap pannable zoomable ariaLabel={t("scenarioForm.map")} />
        ) : null}
      </ReactFlow>
    </Go.Provider>
  );
}
