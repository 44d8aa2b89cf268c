import { Redo2, Undo2 } from "lucide-react";
import { lazy, memo, type RefObject, Suspense, useDeferredValue, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { EditorHandle } from "@/editor/editor";
import { IconButton } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Later } from "@/ui/later";
import { Segmented } from "@/ui/segmented";
import { SkeletonRows } from "@/ui/skeleton";
import { ConflictNote } from "./conflict-note";
import { FaultList } from "./fault-list";
import type { Jump } from "./form/form-view";
import { asList, asText, asTree, type Path } from "./form/tree";
import type { useCheck } from "./use-check";
import type { Editing } from "./use-draft";
import { useKnown } from "./use-known";
import { sampledOf, useSample, useTarget, useTry } from "./use-try";

const Editor = lazy(() => import("@/editor/editor").then((module) => ({ default: module.Editor })));
const formModule = () => import("./form/form-view").then((module) => ({ default: memo(module.FormView) }));
const FormView = lazy(formModule);
// What nearly everybody opens first comes with the page's code, not after it.
void formModule();

const CanvasView = lazy(() =>
  import("./canvas/canvas-view").then((module) => ({ default: module.CanvasView })),
);

export const VIEWS = ["form", "text", "canvas"] as const;
export type View = (typeof VIEWS)[number];

interface EditPaneProps {
  editing: Editing;
  check: ReturnType<typeof useCheck>;
  view: View;
  onView: (view: View) => void;
  goTo: (path: string, line: number, column: number) => void;
  editor: RefObject<EditorHandle | null>;
  /** The action whose settings are open: kept while the form moves to another place of the page, as on a turned phone. */
  opened: RefObject<string | null>;
  jump: Jump | null;
  onSave: () => void;
  /** Shows a place in the form. */
  look: (path: Path) => void;
}

/** Keys of scenarios whose parts the document names, for their blocks and actions. */
function namedIn(scenario: unknown): string[] {
  const steps = asList(asTree(scenario).blocks).flatMap((block) => asList(asTree(block).do).map(asTree));
  return [
    ...new Set(steps.filter((step) => step.action === "cancel_delayed").map((step) => asText(step.scenario))),
  ];
}

/** One document, edited as a form or as text. */
export function EditPane(props: EditPaneProps) {
  const { editing, check, view, onView, goTo, editor, opened, jump, onSave, look } = props;
  const { t } = useTranslation();
  const start = check.scenario?.start;
  const hook = start?.on === "hook_received" ? asText(start.hook) || undefined : undefined;
  const named = useMemo(() => namedIn(check.scenario), [check.scenario]);
  const target = useTarget();
  const chosen = target && "arrival_id" in target ? target.arrival_id : undefined;
  // What the workspace offers comes piece by piece: the form takes it in between keystrokes, never before one.
  const known = useDeferredValue(useKnown(hook, useSample(hook, chosen), named));
  const { run } = useTry(check, target);
  const sampled = useMemo(
    () => (target && run.data && !run.isPlaceholderData ? sampledOf(run.data) : null),
    [target, run.data, run.isPlaceholderData],
  );
  const knowledge = useMemo(
    () => ({
      schema: known.schema,
      completions: known.completions,
      variables: (known.completions?.variables ?? [])
        .filter(({ name }) => !name.startsWith("{{"))
        .map(({ name }) => name.slice(1, -1)),
    }),
    [known],
  );
  const latest = useRef({ editing, onView });
  latest.current = { editing, onView };
  // The form is drawn anew when what it shows changes, not with every answer the page gets.
  const deeds = useMemo(
    () => ({
      onChange: (text: string, step?: string) => latest.current.editing.setText(text, step),
      undo: () => latest.current.editing.undo(),
      redo: () => latest.current.editing.redo(),
      onPlace: (id: string) => latest.current.editing.onPlace(id),
      toText: () => latest.current.onView("text"),
    }),
    [],
  );
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <div className="flex h-11 shrink-0 items-center gap-1 border-b px-3">
        <Segmented
          label={t("scenarioForm.view")}
          value={view}
          onChange={onView}
          options={VIEWS.map((name) => ({ name, label: t(`scenarioForm.views.${name}`) }))}
        />
        <span className="flex-1" />
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
      <ConflictNote editing={editing} />
      {editing.saving === "failed" ? <ErrorNote className="m-3" error={editing.error} /> : null}
      <div className="min-h-0 flex-1">
        <Suspense fallback={<SkeletonRows />}>
          {view === "text" ? (
            <Editor
              label={t("editor.label")}
              text={editing.text}
              faults={check.faults}
              known={knowledge}
              onChange={(text) => editing.setText(text, "text")}
              onSave={onSave}
              handle={editor}
            />
          ) : view === "canvas" ? (
            <CanvasView text={editing.text} sampled={sampled} goTo={look} />
          ) : (
            <Later waiting={<SkeletonRows />}>
              <FormView
                {...deeds}
                text={editing.text}
                known={known}
                faults={check.faults}
                sampled={sampled}
                sample={target}
                people={editing.people}
                opened={opened}
                jump={jump}
              />
            </Later>
          )}
        </Suspense>
      </div>
      <FaultList check={check} goTo={goTo} />
    </div>
  );
}
