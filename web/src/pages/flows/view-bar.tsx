import { ChartNoAxesColumn, Redo2, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/button";
import { Select } from "@/ui/field";
import { Segmented } from "@/ui/segmented";
import { PERIODS, type Period } from "./step-counts";
import type { FlowEditing } from "./use-flow";

export const VIEWS = ["canvas", "outline", "text"] as const;
export type View = (typeof VIEWS)[number];

interface BarProps {
  view: View;
  onView: (view: View) => void;
  editing: FlowEditing;
  /** Since when steps are counted; null while their numbers are hidden. */
  counters: Period | null;
  onCounters: (days: Period | null) => void;
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
      {counters !== null && view !== "text" ? (
        <Select
          aria-label={t("flows.countPeriod")}
          className="w-auto"
          value={counters}
          onChange={(event) =>
            onCounters(PERIODS.find((days) => String(days) === event.target.value) ?? counters)
          }
        >
          {PERIODS.map((days) => (
            <option key={days} value={days}>
              {t("flows.lastDays", { count: days })}
            </option>
          ))}
        </Select>
      ) : null}
      {view === "text" ? null : (
        <IconButton
          size="iconSm"
          variant={counters === null ? "ghost" : "quiet"}
          label={t("flows.counters")}
          aria-pressed={counters !== null}
          onClick={() => onCounters(counters === null ? 30 : null)}
        >
          <ChartNoAxesColumn />
        </IconButton>
      )}
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
