import { type RefObject, useEffect, useRef, useState } from "react";
import type { Fault } from "@/api/types";
import { cn } from "@/ui/cn";
import type { Knowledge } from "./complete";
import type { RichTemplateField } from "./rich-template-field";

export interface TemplateFieldProps {
  label: string;
  value: string;
  known: Knowledge;
  onChange: (value: string) => void;
  multiline?: boolean;
  hint?: string;
  invalid?: boolean;
  describedBy?: string;
  /** What is wrong in the value: underlined at its place. */
  faults?: Fault[];
  /** Takes the focus when it is drawn. */
  begin?: boolean;
}

export const templateBox = "min-w-0 flex-1 rounded-md border bg-surface text-[13px] shadow-card";

type Rich = typeof RichTemplateField;
let rich: Rich | null = null;

/** Told once somebody is there: until then a page owes nobody an editor. */
const somebody = new Promise<void>((there) => {
  const events = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"];
  const come = () => {
    for (const name of events) window.removeEventListener(name, come, true);
    there();
  };
  if (typeof window === "undefined") return;
  for (const name of events) window.addEventListener(name, come, { capture: true, passive: true });
});

/**
 * The editor is larger than the rest of the page, and a form may have a hundred fields. It comes when a field is entered;
 * to fields with something to mark it comes by itself, one after another, once somebody is at the page.
 */
function useRich(marked: boolean): [Rich | null, () => void] {
  const [found, setFound] = useState<Rich | null>(null);
  const gone = useRef(false);
  const load = () => {
    if (rich) {
      setFound(() => rich);
      return;
    }
    import("./rich-template-field").then(
      (module) => {
        rich = module.RichTemplateField;
        if (!gone.current) setFound(() => module.RichTemplateField);
      },
      // Without the editor's code the plain field stays, which edits as well.
      () => {},
    );
  };
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    gone.current = false;
    let waiting = 0;
    const wait = window.requestIdleCallback ?? ((later: () => void) => window.setTimeout(later, 300));
    const drop = window.cancelIdleCallback ?? window.clearTimeout;
    if (marked)
      void somebody.then(() => {
        if (!gone.current) waiting = wait(() => latest.current());
      });
    return () => {
      gone.current = true;
      drop(waiting);
    };
  }, [marked]);
  return [found, load];
}

/** A field for a text with templates: plain until the editor is there, which then takes over caret and all. */
export function TemplateField(props: TemplateFieldProps) {
  const { label, value, onChange, multiline, hint, invalid, describedBy, begin } = props;
  const [Editor, load] = useRich(value.includes("{") || Boolean(props.faults?.some((fault) => fault.span)));
  const plain = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const caret = useRef<[number, number] | null>(null);
  if (Editor) return <Editor {...props} start={caret.current} />;
  const keep = () => {
    const field = plain.current;
    const inside = field && field === document.activeElement;
    caret.current = inside ? [field.selectionStart ?? 0, field.selectionEnd ?? 0] : null;
  };
  const shared = {
    value,
    placeholder: hint,
    spellCheck: false,
    autoFocus: begin,
    "aria-label": label,
    "aria-describedby": describedBy,
    "aria-invalid": invalid || undefined,
    onFocus: () => {
      keep();
      load();
    },
    onSelect: keep,
    onBlur: () => {
      caret.current = null;
    },
    onChange: ({ target }: { target: { value: string } }) => {
      keep();
      onChange(target.value);
    },
    className: cn(
      templateBox,
      "px-2.5 py-[5px] leading-5",
      invalid ? "border-bad" : "border-line-strong",
      multiline && "min-h-[4.625rem] resize-none",
    ),
  };
  return multiline ? (
    <textarea {...shared} ref={plain as RefObject<HTMLTextAreaElement>} rows={value.split("\n").length} />
  ) : (
    <input {...shared} ref={plain as RefObject<HTMLInputElement>} />
  );
}
