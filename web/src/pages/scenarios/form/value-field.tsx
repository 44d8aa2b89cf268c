import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type ComponentProps, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { TemplateField } from "@/editor/template-field";
import { useSettled } from "@/ui/use-settled";
import { type Choice, choicesOf } from "./choices";
import { pathText, useForm } from "./form-context";
import { asText, type Path } from "./tree";
import { ValuePicker } from "./value-picker";
import { soleVariable, type ValueType, type Variable } from "./variables";

/** A number is written as a number, everything else as text. */
export function scalarOf(text: string): string | number {
  return /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

/** A value that needs no writing: its name, and what it holds. A click chooses another. */
function Pill({
  text,
  detail,
  what,
  ...rest
}: { text: string; detail?: string; what: string } & ComponentProps<"button">) {
  return (
    <button
      type="button"
      {...rest}
      className="flex h-8 min-w-0 flex-1 items-baseline gap-1.5 rounded-md border border-accent/25 bg-accent-soft px-2.5 text-left text-[13px] leading-8 text-accent-ink hover:border-accent max-sm:h-10 max-sm:leading-10"
    >
      <span className="truncate font-medium">{text}</span>
      {detail ? <span className="min-w-0 truncate text-xs">{detail}</span> : null}
      <span className="sr-only">{what}</span>
    </button>
  );
}

/** What a template becomes on the chosen sample, with what is to be said of it. */
function Preview({ template }: { template: string }) {
  const { t } = useTranslation();
  const { sample } = useForm();
  const settled = useSettled(template, 250);
  const preview = useQuery({
    queryKey: ["preview", settled, sample],
    queryFn: () =>
      api.post<{ text: string; notices: { level: string; message: string }[] }>("/templates/preview", {
        template: settled,
        context: "note",
        ...sample,
      }),
    enabled: sample !== null && settled.includes("{"),
    placeholderData: (before) => before,
    gcTime: 10_000,
  });
  // Nothing to show is no news: a record an earlier action makes is not there yet.
  if (!template.includes("{") || !preview.data) return null;
  if (!preview.data.text && preview.data.notices.length === 0) return null;
  return (
    <div className="flex flex-col gap-0.5 text-xs leading-4">
      {preview.data.text ? (
        <p className="break-words text-soft">
          <span className="text-faint">{t("scenarioForm.becomes")}</span> {preview.data.text}
        </p>
      ) : null}
      {preview.data.notices.map((notice) => (
        <p key={notice.message} className={notice.level === "error" ? "text-bad" : "text-warn"}>
          {notice.message}
        </p>
      ))}
    </div>
  );
}

export interface ValueFieldProps {
  label: string;
  /** Its place in the document: faults told of it are shown here. */
  path?: Path;
  value: unknown;
  onChange: (value: string | number) => void;
  type?: ValueType;
  /** Fixed values besides those of the type. */
  choices?: Choice[];
  /** The variable on the other side, whose options are offered. */
  against?: Variable;
  multiline?: boolean;
  hint?: string;
  error?: string;
  preview?: boolean;
}

/** The one field for values: a variable, a fixed value, or text with templates. Both sides of a condition and every setting of an action use it. */
export function ValueField(props: ValueFieldProps) {
  const { label, onChange, type = "text", against, multiline, hint, preview } = props;
  const { t } = useTranslation();
  const { known, variables, faults: all } = useForm();
  const place = props.path && pathText(props.path);
  const faults = useMemo(() => all.filter((fault) => fault.path === place), [all, place]);
  const grave = faults.some((fault) => fault.severity !== "warning");
  const error = props.error ?? faults[0]?.message;
  const [writing, setWriting] = useState(false);
  const errorId = useId();
  const value = asText(props.value);
  const choices = useMemo(
    () => [...(props.choices ?? []), ...choicesOf(t, known, type, against)],
    [props.choices, t, known, type, against],
  );
  const variable = soleVariable(variables, value);
  const choice = choices.find((one) => one.value === value);
  const pill = !writing && (variable ?? choice);
  const knowledge = useMemo(
    () => ({
      schema: known.schema,
      completions: known.completions,
      variables: variables.filter((one) => one.group === "request").map((one) => one.label),
    }),
    [known.schema, known.completions, variables],
  );
  const pick = (picked: string) => {
    const insert = multiline || (value !== "" && !variable && !choice);
    setWriting(false);
    onChange(
      insert && picked.startsWith("{")
        ? `${value}${value && !value.endsWith(" ") ? " " : ""}${picked}`
        : scalarOf(picked),
    );
  };
  const wordy =
    variable && variable.group !== "request" && variable.group !== "date" ? variable.group : undefined;
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <div className="flex min-w-0 items-start gap-0.5">
        {pill ? (
          <>
            <ValuePicker
              label={label}
              variables={variables}
              choices={choices}
              dates={type === "date"}
              onPick={(picked) => onChange(scalarOf(picked))}
              onWrite={() => setWriting(true)}
              trigger={
                <Pill
                  what={t("scenarioForm.pickFor", { label })}
                  text={wordy ? `${t(`scenarioForm.group.${wordy}`)} → ${pill.label}` : pill.label}
                  detail={variable?.sample ? `“${variable.sample}”` : undefined}
                />
              }
            />
            <button
              type="button"
              aria-label={t("scenarioForm.clear", { label })}
              onClick={() => {
                setWriting(true);
                onChange("");
              }}
              className="grid size-8 shrink-0 place-items-center rounded-md text-faint hover:bg-hover hover:text-ink max-sm:size-10"
            >
              <X className="size-3.5" aria-hidden />
            </button>
          </>
        ) : (
          <>
            <TemplateField
              label={label}
              value={value}
              known={knowledge}
              multiline={multiline}
              hint={hint}
              invalid={Boolean(error) && (grave || faults.length === 0)}
              faults={faults}
              describedBy={error ? errorId : undefined}
              begin={writing}
              onChange={(text) => onChange(multiline ? text : scalarOf(text))}
            />
            <ValuePicker
              label={label}
              variables={variables}
              choices={choices}
              dates={type === "date"}
              onPick={pick}
              onWrite={() => setWriting(true)}
            />
          </>
        )}
      </div>
      {error ? (
        <p
          id={errorId}
          className={`text-xs leading-4 ${grave || faults.length === 0 ? "text-bad" : "text-warn"}`}
        >
          {error}
        </p>
      ) : null}
      {preview && !variable?.sample ? <Preview template={value} /> : null}
    </div>
  );
}
