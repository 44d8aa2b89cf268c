import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { AnyRecord, Company, Contact, Lead, Task } from "@/api/types";
import { currentZone, formatDateTime, formatMoney } from "@/i18n/format";
import { fromLocalInput, toLocalInput } from "@/i18n/zoned";
import { Inline, InlineSelect } from "./inline";
import { lossReasonsQuery, pipelinesQuery, usersQuery, useStages } from "./queries";
import { Row } from "./row";

export type Save = (change: Record<string, unknown>) => Promise<unknown>;

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
const tagList = (text: string) =>
  text
    .split(",")
    .map((tag) => tag.trim())
    .filter(Boolean);

/** What every record has: who answers for it, and its tags. */
export function CommonFields({ record, save }: { record: AnyRecord; save: Save }) {
  const { t } = useTranslation();
  const users = useQuery(usersQuery).data ?? [];
  const options = [
    { value: "", label: t("records.nobody") },
    ...users.map((user) => ({ value: user.id, label: user.name })),
  ];
  return (
    <>
      <Row label={t("records.responsible")}>
        <InlineSelect
          label={t("records.responsible")}
          value={record.responsible_id ?? ""}
          options={options}
          onSave={(id) => save({ responsible_id: id || null })}
        />
      </Row>
      <Row label={t("records.tags")}>
        <Inline
          label={`${t("records.tags")}. ${t("records.tagsHint")}`}
          value={record.tags.join(", ")}
          onSave={(text) => save({ tags: tagList(text) })}
        />
      </Row>
    </>
  );
}

export function LeadFields({ lead, save }: { lead: Lead; save: Save }) {
  const { t } = useTranslation();
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const reasons = useQuery(lossReasonsQuery).data ?? [];
  const lost = useStages().get(lead.stage_id)?.kind === "lost";
  const stages = pipelines.flatMap((pipeline) =>
    pipeline.stages.flatMap((stage) =>
      stage.id
        ? [{ value: stage.id, label: pipelines.length > 1 ? `${pipeline.name} · ${stage.name}` : stage.name }]
        : [],
    ),
  );
  const moveTo = (stage: string) => {
    const pipeline = pipelines.find((one) => one.stages.some((own) => own.id === stage));
    return save({
      stage,
      ...(pipeline && pipeline.id !== lead.pipeline_id ? { pipeline: pipeline.id } : {}),
    });
  };
  return (
    <>
      <Row label={t("records.stage")}>
        <InlineSelect label={t("records.stage")} value={lead.stage_id} options={stages} onSave={moveTo} />
      </Row>
      {lost ? (
        <Row label={t("records.lossReason")}>
          <InlineSelect
            label={t("records.lossReason")}
            value={lead.loss_reason_id ?? ""}
            options={[
              { value: "", label: "—" },
              ...reasons.map((reason) => ({ value: reason.id, label: reason.name })),
            ]}
            onSave={(id) => save({ loss_reason_id: id || null })}
          />
        </Row>
      ) : null}
      <Row label={t("records.sale")}>
        <Inline
          label={t("records.sale")}
          value={lead.sale ? (lead.sale.minor / 100).toFixed(2) : ""}
          shown={lead.sale ? formatMoney(lead.sale) : undefined}
          onSave={(text) => save({ sale: text || null })}
        />
      </Row>
      <Row label={t("records.source")}>
        <Inline
          label={t("records.source")}
          value={lead.source ?? ""}
          onSave={(text) => save({ source: text || null })}
        />
      </Row>
    </>
  );
}

export function PersonFields({ person, save }: { person: Contact | Company; save: Save }) {
  const { t } = useTranslation();
  return (
    <>
      <Row label={t("records.phones")}>
        <Inline
          lines
          label={t("records.phones")}
          value={person.phones.join("\n")}
          onSave={(text) => save({ phones: lines(text) })}
        />
      </Row>
      <Row label={t("records.emails")}>
        <Inline
          lines
          label={t("records.emails")}
          value={person.emails.join("\n")}
          onSave={(text) => save({ emails: lines(text) })}
        />
      </Row>
      {"timezone" in person ? (
        <Row label={t("records.timezone")}>
          <Inline
            label={t("records.timezone")}
            value={person.timezone ?? ""}
            onSave={(text) => save({ timezone: text || null })}
          />
        </Row>
      ) : null}
    </>
  );
}

export function TaskFields({ task, save }: { task: Task; save: Save }) {
  const { t } = useTranslation();
  const zone = currentZone();
  const known = ["follow_up", "call", "meeting"] as const;
  const types = known.map((type) => ({ value: type as string, label: t(`records.taskType.${type}`) }));
  if (!known.some((type) => type === task.task_type))
    types.push({ value: task.task_type, label: task.task_type });
  return (
    <>
      <Row label={t("records.due")}>
        <Inline
          type="datetime-local"
          label={t("records.due")}
          value={toLocalInput(task.due_at, zone)}
          shown={formatDateTime(task.due_at)}
          onSave={(text) => save({ due_at: fromLocalInput(text, zone) })}
          required
        />
      </Row>
      <Row label={t("records.type")}>
        <InlineSelect
          label={t("records.type")}
          value={task.task_type}
          options={types}
          onSave={(task_type) => save({ task_type })}
        />
      </Row>
      {task.done_at ? (
        <>
          <Row label={t("records.done")}>
            <span className="px-2 py-1">{formatDateTime(task.done_at)}</span>
          </Row>
          <Row label={t("records.result")}>
            <span className="px-2 py-1">{task.result ?? "—"}</span>
          </Row>
        </>
      ) : null}
    </>
  );
}
