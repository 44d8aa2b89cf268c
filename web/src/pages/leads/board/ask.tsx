import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useSession } from "@/api/session";
import type { Field as CustomField, RecordLink } from "@/api/types";
import { currentZone } from "@/i18n/format";
import { typedValue } from "@/pages/records/field-value";
import { fieldsQuery, lossReasonsQuery } from "@/pages/records/queries";
import { Field, Input, Select, Textarea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { RecordPicker } from "@/ui/record-picker";
import { TagInput } from "@/ui/tag-input";
import { UserPicker } from "@/ui/user-picker";
import type { Question } from "./use-moves";

interface AskProps {
  question: Question;
  stageName: string;
  /** Leads that are lost are asked why, even when the stage does not insist. */
  lost: boolean;
  answer: (change: Record<string, unknown>) => Promise<void>;
  close: () => void;
}

interface Answers {
  texts: Record<string, string>;
  tags: string[];
  responsible: string | null;
  contact: RecordLink | null;
  company: RecordLink | null;
}

const inputs = { number: "number", date: "date", date_time: "datetime-local", url: "url" } as const;

function CustomInput({
  field,
  value,
  onChange,
}: {
  field: CustomField;
  value: string;
  onChange: (text: string) => void;
}) {
  const { t } = useTranslation();
  const choices =
    field.type === "flag"
      ? [
          { value: "true", label: t("records.yes") },
          { value: "false", label: t("records.no") },
        ]
      : field.type === "select"
        ? (field.options ?? []).map((option) => ({ value: option, label: option }))
        : null;
  return (
    <Field label={field.name}>
      {(props) => {
        if (choices) {
          return (
            <Select {...props} required value={value} onChange={(event) => onChange(event.target.value)}>
              <option value="">—</option>
              {choices.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </Select>
          );
        }
        if (["long_text", "multiselect", "phone", "email"].includes(field.type)) {
          return (
            <Textarea
              {...props}
              required
              title={t("records.lines")}
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          );
        }
        const type = field.type in inputs ? inputs[field.type as keyof typeof inputs] : "text";
        return (
          <Input
            {...props}
            required
            type={type}
            step="any"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        );
      }}
    </Field>
  );
}

/** The change that the answers make, for the server. */
function changeOf(missing: string[], answers: Answers, fields: CustomField[]): Record<string, unknown> {
  const { texts } = answers;
  const change: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const path of missing) {
    const field = fields.find((known) => `fields.${known.key}` === path);
    if (field) custom[field.key] = typedValue(field, texts[path] ?? "", currentZone());
    else if (path === "tags") change.tags = answers.tags;
    else if (path === "responsible") change.responsible_id = answers.responsible;
    else if (path === "loss_reason") change.loss_reason_id = texts.loss_reason || null;
    else if (path === "sale" || path === "source") change[path] = texts[path] || null;
  }
  if (Object.keys(custom).length > 0) change.fields = custom;
  return change;
}

/** What a stage asks for before cards come to it; the answers count for all of them. */
export function Ask({ question, stageName, lost, answer, close }: AskProps) {
  const { t } = useTranslation();
  const { workspace } = useSession();
  const fields = useQuery(fieldsQuery("lead")).data ?? [];
  const reasons = useQuery(lossReasonsQuery).data ?? [];
  const [answers, setAnswers] = useState<Answers>({
    texts: {},
    tags: [],
    responsible: null,
    contact: null,
    company: null,
  });
  const set = (part: Partial<Answers>) => setAnswers((before) => ({ ...before, ...part }));
  const setText = (path: string) => (text: string) =>
    setAnswers((before) => ({ ...before, texts: { ...before.texts, [path]: text } }));
  const { cards, missing } = question;
  const asked = lost && !missing.includes("loss_reason") ? ["loss_reason", ...missing] : missing;

  const submit = async () => {
    for (const card of cards) {
      if (answers.contact) await api.put(`/leads/${card.id}/contacts/${answers.contact.id}`, {});
      if (answers.company) await api.put(`/leads/${card.id}/company/${answers.company.id}`, {});
    }
    await answer(changeOf(asked, answers, fields));
  };
  const control = (path: string) => {
    const text = answers.texts[path] ?? "";
    switch (path) {
      case "loss_reason":
        return (
          <Field key={path} label={t("records.lossReason")}>
            {(props) => (
              <Select
                {...props}
                required={missing.includes(path)}
                value={text}
                onChange={(event) => setText(path)(event.target.value)}
              >
                <option value="">{t("board.noReason")}</option>
                {reasons.map((reason) => (
                  <option key={reason.id} value={reason.id}>
                    {reason.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        );
      case "sale":
      case "source":
        return (
          <Field
            key={path}
            label={t(`records.${path}`)}
            hint={path === "sale" ? workspace.currency : undefined}
          >
            {(props) => (
              <Input
                {...props}
                required
                inputMode={path === "sale" ? "decimal" : undefined}
                value={text}
                onChange={(event) => setText(path)(event.target.value)}
              />
            )}
          </Field>
        );
      case "tags":
        return (
          <Field key={path} label={t("records.tags")}>
            {({ id }) => (
              <TagInput
                id={id}
                label={t("records.tags")}
                value={answers.tags}
                onChange={(tags) => set({ tags })}
              />
            )}
          </Field>
        );
      case "responsible":
        return (
          <Field key={path} label={t("records.responsible")}>
            {({ id }) => (
              <UserPicker
                id={id}
                label={t("records.responsible")}
                value={answers.responsible}
                onChange={(responsible) => set({ responsible })}
              />
            )}
          </Field>
        );
      case "contact":
      case "company":
        return (
          <Field key={path} label={t(path === "contact" ? "board.contact" : "records.company")}>
            {() => (
              <RecordPicker
                kinds={[path]}
                value={answers[path]}
                onPick={(record) => set({ [path]: record })}
              />
            )}
          </Field>
        );
      default: {
        const field = fields.find((known) => `fields.${known.key}` === path);
        return field ? <CustomInput key={path} field={field} value={text} onChange={setText(path)} /> : null;
      }
    }
  };
  return (
    <FormDialog
      title={t("board.moveTo", { stage: stageName })}
      description={missing.length > 0 ? t("board.askText", { count: cards.length }) : undefined}
      open
      onOpenChange={close}
      action={t("board.moveAction")}
      onSubmit={submit}
    >
      {asked.map(control)}
    </FormDialog>
  );
}
