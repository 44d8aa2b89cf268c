import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { AnyRecord, RecordKind, RecordRef } from "@/api/types";
import { currentZone } from "@/i18n/format";
import { fromLocalInput, toLocalInput } from "@/i18n/zoned";
import { AlikeNote } from "@/pages/people/alike-note";
import { Field, Input, Select } from "@/ui/field";
import { FormDialog, LEFT } from "@/ui/form-dialog";
import { kindPath, recordPath } from "@/ui/record-link";
import { pipelinesQuery, useRecordChange } from "./queries";

interface Draft {
  name: string;
  phone: string;
  email: string;
  sale: string;
  stage: string;
  due: string;
  type: string;
}

const list = (text: string) => (text.trim() ? [text.trim()] : undefined);

/** What the server is sent: only what was filled in. */
function bodyOf(kind: RecordKind, draft: Draft, record?: RecordRef): Record<string, unknown> {
  const { name, phone, email, sale, stage, due, type } = draft;
  if (kind === "task")
    return { text: name, due_at: fromLocalInput(due, currentZone()), task_type: type, record };
  if (kind === "lead") return { name, sale: sale || undefined, stage: stage || undefined };
  return { name, phones: list(phone), emails: list(email) };
}

/** Tomorrow at ten on the workspace's clock: what most tasks want. */
function tomorrowAtTen(): string {
  return `${toLocalInput(Date.now() * 1000 + 86_400e6, currentZone()).slice(0, 10)}T10:00`;
}

interface NewRecordProps {
  kind: RecordKind;
  close: () => void;
  /** The record a task hangs on; then the page stays. */
  about?: RecordRef;
}

export function NewRecord({ kind, close, about }: NewRecordProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const [draft, setDraft] = useState<Draft>({
    name: "",
    phone: "",
    email: "",
    sale: "",
    stage: "",
    due: tomorrowAtTen(),
    type: "follow_up",
  });
  const set = (name: keyof Draft) => (event: { target: { value: string } }) =>
    setDraft({ ...draft, [name]: event.target.value });
  const create = useRecordChange(async () => {
    const made = await api.post<AnyRecord>(kindPath[kind], bodyOf(kind, draft, about));
    if (about) return undefined;
    await navigate({ to: recordPath({ kind, id: made.id }) });
    return LEFT;
  });
  return (
    <FormDialog
      title={t(`records.new.${kind}`)}
      open
      onOpenChange={close}
      action={t("common.create")}
      onSubmit={() => create.mutateAsync(undefined)}
    >
      <Field label={kind === "task" ? t("records.text") : t("common.name")}>
        {(props) => <Input {...props} required autoFocus value={draft.name} onChange={set("name")} />}
      </Field>
      {kind === "lead" ? (
        <div className="grid grid-cols-2 gap-4">
          <Field label={t("records.stage")}>
            {(props) => (
              <Select {...props} value={draft.stage} onChange={set("stage")}>
                {pipelines.flatMap((pipeline) =>
                  pipeline.stages.map((stage) => (
                    <option key={stage.id} value={stage.id}>
                      {pipelines.length > 1 ? `${pipeline.name} · ` : ""}
                      {stage.name}
                    </option>
                  )),
                )}
              </Select>
            )}
          </Field>
          <Field label={t("records.sale")}>
            {(props) => <Input {...props} inputMode="decimal" value={draft.sale} onChange={set("sale")} />}
          </Field>
        </div>
      ) : null}
      {kind === "contact" || kind === "company" ? (
        <div className="grid grid-cols-2 gap-4">
          <Field label={t("records.phone")}>
            {(props) => <Input {...props} type="tel" value={draft.phone} onChange={set("phone")} />}
          </Field>
          <Field label={t("records.email")}>
            {(props) => <Input {...props} type="email" value={draft.email} onChange={set("email")} />}
          </Field>
        </div>
      ) : null}
      {kind === "contact" || kind === "company" ? (
        <AlikeNote kind={kind} phone={draft.phone} email={draft.email} />
      ) : null}
      {kind === "task" ? (
        <div className="grid grid-cols-2 gap-4">
          <Field label={t("records.due")}>
            {(props) => (
              <Input {...props} type="datetime-local" required value={draft.due} onChange={set("due")} />
            )}
          </Field>
          <Field label={t("records.type")}>
            {(props) => (
              <Select {...props} value={draft.type} onChange={set("type")}>
                <option value="follow_up">{t("records.taskType.follow_up")}</option>
                <option value="call">{t("records.taskType.call")}</option>
                <option value="meeting">{t("records.taskType.meeting")}</option>
              </Select>
            )}
          </Field>
        </div>
      ) : null}
    </FormDialog>
  );
}
