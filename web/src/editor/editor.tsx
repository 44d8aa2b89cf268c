import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { type RefObject, useEffect, useImperativeHandle, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Fault } from "@/api/types";
import { useShortcuts } from "@/ui/shortcuts";
import type { Knowledge } from "./complete";
import { diagnosticsOf, setup } from "./setup";

export interface EditorHandle {
  /** Puts the cursor at a line (from 1) and a column (from 1). */
  goTo: (line: number, column: number) => void;
}

interface EditorProps {
  label: string;
  text: string;
  faults: Fault[];
  known: Knowledge;
  onChange: (text: string) => void;
  onSave: () => void;
  handle: RefObject<EditorHandle | null>;
}

/** The text of a scenario. The editor owns the cursor and its history; the text comes and goes through the properties. */
export function Editor({ label, text, faults, known, onChange, onSave, handle }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ known, onChange, onSave });
  latest.current = { known, onChange, onSave };
  const { t } = useTranslation();
  useShortcuts(t("shortcuts.editor"), [
    { keys: ["mod", "S"], label: t("shortcuts.save") },
    { keys: ["Ctrl", "Space"], label: t("shortcuts.complete") },
  ]);

  useEffect(() => {
    if (!host.current) return;
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        extensions: setup({
          label,
          known: () => latest.current.known,
          onChange: (next) => latest.current.onChange(next),
          onSave: () => latest.current.onSave(),
        }),
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [label]);

  useEffect(() => {
    const shown = view.current;
    if (!shown || shown.state.doc.toString() === text) return;
    shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: text } });
  }, [text]);

  useEffect(() => {
    const shown = view.current;
    if (shown) shown.dispatch(setDiagnostics(shown.state, diagnosticsOf(shown.state.doc, faults)));
  }, [faults]);

  useImperativeHandle(handle, () => ({
    goTo: (line, column) => {
      const shown = view.current;
      if (!shown) return;
      const target = shown.state.doc.line(Math.min(Math.max(line, 1), shown.state.doc.lines));
      const anchor = Math.min(target.from + Math.max(column - 1, 0), target.to);
      shown.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
      shown.focus();
    },
  }));

  return <div ref={host} className="h-full min-h-0 overflow-hidden" />;
}
