import { Maximize, Minus, Plus, Search, Sparkles } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { useBuilder } from "../builder";
import { movedTo } from "../edits";
import { tidy } from "../layout";
import type { View } from "./use-view";

interface BarProps {
  view: View;
  onAdd: (screen: { x: number; y: number }) => void;
  onFind: () => void;
}

/** What is done with the canvas as a whole. */
export function CanvasBar({ view, onAdd, onFind }: BarProps) {
  const { t } = useTranslation();
  const { flow, change, say } = useBuilder();
  const bar = useRef<HTMLDivElement>(null);
  const arrange = () => {
    // Steps glide to their places; dragging must not.
    const canvas = bar.current?.closest("[data-canvas]");
    canvas?.classList.add("flow-gliding");
    setTimeout(() => canvas?.classList.remove("flow-gliding"), 400);
    change(movedTo(flow, tidy(flow)));
    setTimeout(view.fit, 60);
    say(t("flows.tidied"));
  };
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={t("flows.bar")}
      className="absolute bottom-3 left-1/2 z-10 flex -translate-x-1/2 items-center gap-0.5 rounded-xl border bg-raised p-1 shadow-pop"
    >
      <Button
        size="sm"
        variant="primary"
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onAdd({ x: box.left, y: box.top - 400 });
        }}
      >
        <Plus /> {t("flows.step")}
      </Button>
      <IconButton size="iconSm" label={t("flows.tidy")} onClick={arrange} disabled={flow.steps.length === 0}>
        <Sparkles />
      </IconButton>
      <IconButton size="iconSm" label={t("flows.find")} onClick={onFind}>
        <Search />
      </IconButton>
      <span className="mx-0.5 h-5 w-px bg-line" />
      <IconButton size="iconSm" label={t("flows.zoomOut")} onClick={view.zoomOut}>
        <Minus />
      </IconButton>
      <IconButton size="iconSm" label={t("flows.fit")} onClick={view.fit}>
        <Maximize />
      </IconButton>
      <IconButton size="iconSm" label={t("flows.zoomIn")} onClick={view.zoomIn}>
        <Plus />
      </IconButton>
    </div>
  );
}
