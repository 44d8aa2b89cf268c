import {
  autocompletion,
  type Completion,
  type CompletionContext,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  startCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import type { Extension, Text } from "@codemirror/state";
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
} from "@codemirror/view";
import type { Fault } from "@/api/types";
import { explain, type Knowledge, type Option, suggest } from "./complete";
import { editorLook } from "./theme";

export function completionOf(option: Option): Completion {
  const { label, detail, info, insert, kind, first } = option;
  return {
    label,
    detail,
    info: info || undefined,
    boost: first ? 10 : 0,
    type: kind,
    apply: (view, _, from, to) => {
      const text = insert ?? label;
      view.dispatch({
        changes: { from, to, insert: text },
        selection: { anchor: from + text.length },
        userEvent: "input.complete",
      });
      if (kind === "key") startCompletion(view);
    },
  };
}

function source(known: () => Knowledge) {
  return (context: CompletionContext) => {
    const typed = context.matchBefore(/[\w.]+|[{:]\s?|- /);
    if (!typed && !context.explicit) return null;
    const found = suggest(context.state.doc.toString(), context.pos, known());
    return found && found.options.length > 0
      ? { from: found.from, options: found.options.map(completionOf), validFor: /^[\w.]*$/ }
      : null;
  };
}

/** Shows what a key is for when the pointer rests on it. */
function explainer(known: () => Knowledge) {
  return hoverTooltip((view, position) => {
    const { schema } = known();
    const found = schema && explain(view.state.doc.toString(), position, schema);
    if (!found) return null;
    return {
      pos: position,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "cm-hover";
        dom.textContent = found.description;
        return { dom };
      },
    };
  });
}

const templates = new MatchDecorator({
  regexp: /\{\{[^{}]*\}\}|\{[\w.]+\}/g,
  decoration: Decoration.mark({ class: "cm-template" }),
});
export const templateMarks = ViewPlugin.define(
  (view) => ({
    marks: templates.createDeco(view),
    update(change) {
      this.marks = templates.updateDeco(change, this.marks);
    },
  }),
  { decorations: (plugin) => plugin.marks },
);

interface Setup {
  label: string;
  known: () => Knowledge;
  onChange: (text: string) => void;
  onSave: () => void;
}

export function setup({ label, known, onChange, onSave }: Setup): Extension {
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    indentUnit.of("  "),
    yaml(),
    templateMarks,
    lintGutter(),
    autocompletion({ override: [source(known)], icons: false, activateOnTypingDelay: 60 }),
    explainer(known),
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
    keymap.of([
      {
        key: "Mod-s",
        preventDefault: true,
        run: () => {
          onSave();
          return true;
        },
      },
      ...completionKeymap,
      ...closeBracketsKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...lintKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    editorLook,
  ];
}

/** A fault at its place: from its column to the end of the word, or the whole line. */
export function diagnosticsOf(doc: Text, faults: Fault[]): Diagnostic[] {
  return faults.map((fault) => {
    const line = doc.line(Math.min(Math.max(fault.line ?? 1, 1), doc.lines));
    const start = Math.min(line.from + Math.max((fault.column ?? 1) - 1, 0), line.to);
    const rest = line.text.slice(start - line.from);
    const indent = line.text.length - line.text.trimStart().length;
    const from = rest.trim() === "" ? line.from + indent : start;
    return { from, to: Math.max(line.to, from), severity: fault.severity, message: fault.message };
  });
}
