import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import type { Fault } from "@/api/types";
import { type Form, FormContext, type Known, pathText, useForm } from "../../scenarios/form/form-context";
import { parsePath, shift } from "../../scenarios/form/item-commands";
import { SortArea } from "../../scenarios/form/sortable";
import { asTree, at, type Path, put, remove, type Tree, withIds } from "../../scenarios/form/tree";
import { variablesOf } from "../../scenarios/form/variables";
import { useBuilder } from "../builder";
import type { Flow } from "../model";

interface FlowFormProps {
  known: Known;
  faults: Fault[];
  children: ReactNode;
}

/** The flow as a form takes it: the fields of scenarios edit it as they edit a scenario. */
export function FlowForm({ known, faults, children }: FlowFormProps) {
  const { t } = useTranslation();
  const builder = useBuilder();
  const current = useRef(builder);
  current.current = builder;
  const [open, setOpen] = useState<string | null>(null);
  const host = useRef<HTMLDivElement>(null);
  const { completions, fields } = known;
  const variables = useMemo(() => variablesOf(t, completions, fields), [t, completions, fields]);
  const form = useMemo((): Form => {
    const write = (next: Tree, step?: string) => current.current.change(next as Flow, step);
    return {
      tree: builder.flow,
      known,
      variables,
      faults,
      sampled: null,
      sample: null,
      people: [],
      open,
      setOpen,
      set: (path, value) => write(asTree(put(current.current.flow, path, value)), pathText(path)),
      change: (next) => write(next),
      focus: (path) => focusLater(host.current, path),
      remove: (path, label) => {
        write(remove(current.current.flow, path));
        toast(t("scenarioForm.removed", { label }), {
          action: { label: t("scenarioForm.undo"), onClick: () => current.current.undo() },
        });
      },
    };
  }, [builder.flow, known, variables, faults, open, t]);
  return (
    <FormContext.Provider value={form}>
      <div ref={host} className="contents">
        <ItemKeys>
          <SortArea>{children}</SortArea>
        </ItemKeys>
      </div>
    </FormContext.Provider>
  );
}

function focusLater(host: HTMLElement | null, path: Path): void {
  setTimeout(() => {
    const item = host?.querySelector(`[data-path="${CSS.escape(pathText(path))}"]`);
    item?.querySelector<HTMLElement>("[data-handle]")?.focus();
    item?.scrollIntoView({ block: "nearest" });
  }, 30);
}

/** The keys of rows and actions: Alt with the arrows moves, Delete on the handle takes away. */
function ItemKeys({ children }: { children: ReactNode }) {
  const form = useForm();
  const onKeyDown = (event: KeyboardEvent) => {
    const item = event.target instanceof Element ? event.target.closest("[data-sort]") : null;
    const place = item?.getAttribute("data-path");
    if (!place) return;
    const path = parsePath(place);
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const moved = shift(form.tree, path, event.key === "ArrowUp" ? -1 : 1);
      if (moved) {
        form.change(moved.tree);
        form.focus(moved.path);
      }
    } else if (
      event.key === "Delete" &&
      event.target instanceof Element &&
      event.target.matches("[data-handle]")
    )
      form.remove(path, item?.getAttribute("aria-label") ?? "");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div role="group" className="contents" onKeyDown={onKeyDown}>
      {children}
    </div>
  );
}

interface ScenarioPartProps {
  /** Where the actions, or the one request, stand in the flow. */
  path: Path;
  /** The request of a step has no name of its kind: the step says it. */
  action?: string;
  children: ReactNode;
}

/**
 * A part of a flow that is written as in scenarios, seen as the first block of a scenario: its fields find their schema
 * by the place in that document. What is changed there is changed in the flow.
 */
export function ScenarioPart({ path, action, children }: ScenarioPartProps) {
  const outer = useForm();
  const value = at(outer.tree, path);
  const inside: Path = action ? ["blocks", 0, "do", 0] : ["blocks", 0, "do"];
  const form = useMemo((): Form => {
    const own = action ? { action, ...asTree(value) } : (value ?? []);
    const tree: Tree = { start: { on: "manual", record: "contact" }, blocks: [{ do: action ? [own] : own }] };
    const back = (next: Tree): unknown => {
      const changed = at(next, inside);
      if (!action) return changed;
      const { action: _, ...rest } = asTree(changed);
      return rest;
    };
    const outward = (place: string) => place.replace(pathText(path), pathText(inside));
    const write = (next: Tree, step?: string) => {
      const flow = asTree(put(outer.tree, path, back(next)));
      if (step) outer.set(path, at(flow, path));
      else outer.change(flow);
    };
    return {
      ...outer,
      tree,
      faults: outer.faults.map((fault) => ({ ...fault, path: outward(fault.path) })),
      open: outer.open === null ? null : outward(outer.open),
      setOpen: (place) =>
        outer.setOpen(place === null ? null : place.replace(pathText(inside), pathText(path))),
      set: (place, next) => write(asTree(put(tree, place, next)), pathText(place)),
      change: (next) => write(withIds(next)),
      remove: (place) => write(remove(tree, place)),
    };
  }, [outer, value, pathText(path), action]);
  return (
    <FormContext.Provider value={form}>
      <ItemKeys>
        <SortArea>{children}</SortArea>
      </ItemKeys>
    </FormContext.Provider>
  );
}
