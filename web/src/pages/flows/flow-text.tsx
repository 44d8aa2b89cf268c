import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Fault } from "@/api/types";
import { Editor, type EditorHandle } from "@/editor/editor";
import { placed, syntaxFaults } from "@/editor/syntax";
import { readTree } from "../scenarios/form/reconcile";
import { same } from "../scenarios/form/tree";
import { useBuilder } from "./builder";
import { flowText } from "./flow-yaml";
import { readFlow, written } from "./model";
import { keepSame } from "./patch";

interface TextProps {
  faults: Fault[];
  onSave: () => void;
}

const KNOWN = { schema: null, completions: null, variables: [] };

/** The document as text. What is typed becomes the flow as soon as it can be read; until then it stays here. */
export function FlowText({ faults, onSave }: TextProps) {
  const { t } = useTranslation();
  const { flow, change } = useBuilder();
  const editor = useRef<EditorHandle>(null);
  const [text, setText] = useState(() => flowText(flow));
  const typed = useRef(flow);
  useEffect(() => {
    // Somebody else changed it, or a step was taken back: the text follows.
    if (typed.current === flow || same(written(typed.current), written(flow))) return;
    typed.current = flow;
    setText(flowText(flow));
  }, [flow]);
  const [bad, setBad] = useState(false);
  const shown = useMemo(() => {
    const syntax = syntaxFaults(text);
    if (syntax.some((fault) => fault.severity === "error")) return syntax;
    const told: Fault[] = bad
      ? [{ path: "", message: t("flows.unreadable"), severity: "error", line: 1, column: 1 } as Fault]
      : placed(text, faults);
    return told;
  }, [text, faults, bad, t]);
  const write = (next: string) => {
    setText(next);
    const tree = readTree(next);
    const read = tree && readFlow(tree);
    setBad(tree !== null && !read);
    if (!read) return;
    const kept = keepSame(flow, read);
    typed.current = kept;
    change(kept, "text");
  };
  return (
    <Editor
      label={t("flows.textLabel")}
      text={text}
      faults={shown}
      known={KNOWN}
      onChange={write}
      onSave={onSave}
      handle={editor}
    />
  );
}
