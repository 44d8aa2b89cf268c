import {
  autocompletion,
  type CompletionContext,
  closeBrackets,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap } from "@codemirror/commands";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { Fault } from "@/api/types";
import { cn } from "@/ui/cn";
import { type Knowledge, templateSuggestions } from "./complete";
import { completionOf, templateMarks } from "./setup";
import { type TemplateFieldProps, templateBox } from "./template-field";
import { editorLook } from "./theme";

function source(known: () => Knowledge) {
  return (context: CompletionContext) => {
    const line = context.state.doc.lineAt(context.pos);
    const found = templateSuggestions(line.text.slice(0, context.pos - line.from), line.from, known());
    return found && found.options.length > 0
      ? { from: found.from, options: found.options.map(completionOf), validFor: /^[\w.]*$/ }
      : null;
  };
}

const compact = EditorView.theme({
  "&": { backgroundColor: "transparent", height: "auto" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "20px", overflowX: "auto", scrollbarWidth: "none" },
  ".cm-content": { padding: "5px 0" },
  ".cm-line": { padding: "0 10px" },
  ".cm-placeholder": { color: "var(--faint)" },
});

/** One line stays one line: what is pasted with line ends is joined. */
const oneLine = EditorState.transactionFilter.of((change) =>
  change.newDoc.lines <= 1
    ? change
    : {
        changes: {
          from: 0,
          to: change.startState.doc.length,
          insert: change.newDoc
            .toString()
            .replace(/\s*\n\s*/g, " ")
            .trim(),
        },
        selection: {
          anchor: Math.min(change.newSelection.main.head, change.newDoc.length - change.newDoc.lines + 1),
        },
      },
);

interface RichTemplateFieldProps extends TemplateFieldProps {
  /** Both ends of the selection, when the focus was in the plain field that stood here. */
  start: [anchor: number, head: number] | null;
}

type Named = Pick<TemplateFieldProps, "label" | "describedBy" | "invalid" | "multiline">;

function attributesOf({ label, describedBy, invalid, multiline }: Named): Extension {
  return EditorView.contentAttributes.of({
    "aria-label": label,
    spellcheck: "false",
    tabindex: "0",
    ...(describedBy ? { "aria-describedby": describedBy } : {}),
    ...(invalid ? { "aria-invalid": "true" } : {}),
    ...(multiline ? {} : { "aria-multiline": "false" }),
  });
}

/** Where the faults of a value stand in it. */
function marksOf(faults: Fault[], length: number) {
  return faults.flatMap(({ span, message, severity }) => {
    if (!span) return [];
    const from = Math.min(span[0] ?? 0, Math.max(length - 1, 0));
    return [{ from, to: Math.min(Math.max(span[1] ?? 0, from + 1), length), message, severity }];
  });
}

const NONE: Fault[] = [];

/** A text with templates in it: variables and modifiers are offered, and stand out. Undo belongs to the form around it. */
export function RichTemplateField({ start, ...props }: RichTemplateFieldProps) {
  const { label, value, multiline, hint, invalid, describedBy, begin, faults = NONE } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const first = useRef(start);
  const named = useRef(new Compartment());
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (!host.current) return;
    const extensions: Extension[] = [
      // The first look wins over the ones behind it.
      compact,
      editorLook,
      templateMarks,
      closeBrackets(),
      multiline ? EditorView.lineWrapping : oneLine,
      placeholder(hint ?? ""),
      autocompletion({
        override: [source(() => latest.current.known)],
        icons: false,
        activateOnTypingDelay: 60,
      }),
      named.current.of(attributesOf(latest.current)),
      EditorView.updateListener.of((update) => {
        const text = update.state.doc.toString();
        if (update.docChanged && text !== latest.current.value) latest.current.onChange(text);
      }),
      // Enter belongs to the form in a field of one line.
      keymap.of([...completionKeymap, ...defaultKeymap.filter((one) => multiline || one.key !== "Enter")]),
    ];
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({ doc: latest.current.value, extensions }),
    });
    view.current = made;
    const caret = first.current ?? (begin ? [made.state.doc.length, made.state.doc.length] : null);
    first.current = null;
    if (caret) {
      const [anchor = 0, head = anchor] = caret.map((at) => Math.min(at, made.state.doc.length));
      made.focus();
      made.dispatch({ selection: { anchor, head } });
    }
    return () => made.destroy();
  }, [multiline, hint, begin]);

  // A fault that comes or goes while somebody writes must not take the field from under their hands.
  useEffect(() => {
    const next = attributesOf({ label, describedBy, invalid, multiline });
    view.current?.dispatch({ effects: named.current.reconfigure(next) });
  }, [label, describedBy, invalid, multiline]);

  useEffect(() => {
    const shown = view.current;
    if (!shown || shown.state.doc.toString() === value) return;
    shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const state = view.current?.state;
    if (state) view.current?.dispatch(setDiagnostics(state, marksOf(faults, state.doc.length)));
  }, [faults]);

  return (
    <div
      ref={host}
      className={cn(
        templateBox,
        "overflow-hidden has-[.cm-focused]:outline-2 has-[.cm-focused]:outline-ring",
        invalid ? "border-bad" : "border-line-strong",
        multiline && "[&_.cm-content]:min-h-16",
      )}
    />
  );
}
