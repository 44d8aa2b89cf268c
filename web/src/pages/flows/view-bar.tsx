import { Redo2, Undo2, UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/button";
import { Segmented } from "@/ui/segmented";
import type { FlowEditing } from "./use-flow";

export const VIEWS = ["canvas", "outline", "text"] as const;
export type View = (typeof VIEWS)[number];

interface BarProps {
  view: View;
  onView: (view: View) => void;
  editing: FlowEditing;
  /** How many people stand on each step is shown. */
  counters: boolean;
  onCounters: (on: boolean) => void;
}

/** The three views of one document, and the way back. */
export function ViewBar({ view, onView, editing, counters, onCounters }: BarProps) {
  const { t } = useTranslation();
  return (
    <div className="flex h-11 shrink-0 items-center gap-1 border-b px-3">
      <Segmented
        label={t("scenarioForm.view")}
        value={view}
        onChange={onView}
        options={VIEWS.map((name) => ({ name, label: t(`flows.views.${name}`) }))}
      />
      <span className="flex-1" />
      {view === "canvas" ? (
        <IconButton
          size="iconSm"
          variant={counters ? "quiet" : "ghost"}
          label={t("flows.counters")}
          aria-pressed={counters}
          onClick={() => onCounters(!counters)}
        >
          <UsersRound />
        </IconButton>
      ) : null}
      <IconButton
        size="iconSm"
        label={t("scenarioForm.undo")}
        disabled={!editing.canUndo}
        onClick={editing.undo}
      >
        <Undo2 />
      </IconButton>
      <IconButton
        size="iconSm"
        label={t("scenarioForm.redo")}
        disabled={!editing.canRedo}
        onClick={editing.redo}
      >
        <Redo2 />
      </IconButton>
    </div>
  );
}
