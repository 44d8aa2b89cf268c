import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { AnyRecord, Company, Contact, Lead, RecordKind, Task } from "@/api/types";
import { formatDateTime, formatMoney } from "@/i18n/format";
import { taskTypesQuery } from "@/pages/agenda/queries";
import { Status } from "@/ui/badge";
import { RecordLink } from "@/ui/record-link";
import { TagList } from "@/ui/tag-input";
import { Ago } from "@/ui/time";
import { StageName } from "../cells";
import { Inline, InlineSelect } from "../inline";
import { lossReasonsQuery, pipelinesQuery, usersQuery, useStages } from "../queries";
import { useTagColors } from "../tag-colors";
import type { Cell, TableColumn } from "./types";

const list = (text: string, mark: RegExp) =>
  text
    .split(mark)
    .map((part) => part.trim())
    .filter(Boolean);

const quiet = <span className="text-faint">—</span>;

function moment(
  key: string,
  label: string,
  at: (record: AnyRecord) => number | null | undefined,
): TableColumn {
  return {
    key,
    label,
    width: "minmax(7rem,0.7fr)",
    cell: ({ record }) => {
      const value = at(record);
      return value ? (
        <span className="text-faint">
          <Ago at={value} />
        </span>
      ) : (
        quiet
      );
    },
  };
}

/** Text cells are edited where they stand. */
function text(
  key: string,
  label: string,
  value: (record: AnyRecord) => string,
  change: (text: string) => Record<string, unknown>,
): TableColumn {
  return {
    key,
    label,
    width: "minmax(9rem,1fr)",
    edit: true,
    plain: (record) => <span className="text-soft">{value(record) || "—"}</span>,
    cell: ({ record, name, save }) => (
      <Inline
        floating
        label={`${label}: ${name}`}
        value={value(record)}
        onSave={(typed) => save(change(typed))}
      />
    ),
  };
}

function useCommon(kind: RecordKind): TableColumn[] {
  const { t } = useTranslation();
  const users = useQuery(usersQuery).data ?? [];
  const people = [
    { value: "", label: t("records.nobody") },
    ...users.map((user) => ({ value: user.id, label: user.name })),
  ];
  const label = t("records.responsible");
  const owner: TableColumn = {
    key: "responsible",
    label,
    width: "minmax(9rem,1fr)",
    edit: true,
    plain: (record) => people.find((person) => person.value === (record.responsible_id ?? ""))?.label,
    cell: ({ record, name, save }) => (
      <InlineSelect
        floating
        label={`${label}: ${name}`}
        value={record.responsible_id ?? ""}
        options={people}
        onSave={(id) => save({ responsible_id: id || null })}
      />
    ),
  };
  const tags = text(
    "tags",
    t("records.tags"),
    (record) => record.tags.join(", "),
    (typed) => ({ tags: list(typed, /,/) }),
  );
  const colors = useTagColors(kind);
  const plain = (record: AnyRecord) =>
    record.tags.length > 0 ? <TagList tags={record.tags} shown={3} colors={colors} /> : quiet;
  return [owner, { ...tags, plain }];
}

function useLead(): TableColumn[] {
  const { t } = useTranslation();
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const reasons = useQuery(lossReasonsQuery).data ?? [];
  const places = useStages();
  const stages = pipelines.flatMap((pipeline) =>
    pipeline.stages.flatMap((stage) =>
      stage.id
        ? [{ value: stage.id, label: pipelines.length > 1 ? `${pipeline.name} · ${stage.name}` : stage.name }]
        : [],
    ),
  );
  const of = (cell: Cell) => cell.record as Lead;
  const stage = t("records.stage");
  const sale = t("records.sale");
  return [
    {
      key: "stage",
      label: stage,
      width: "minmax(9rem,1fr)",
      edit: true,
      plain: (record) => <StageName stage={places.get((record as Lead).stage_id)} />,
      cell: (cell) => (
        <InlineSelect
          floating
          label={`${stage}: ${cell.name}`}
          colour={places.get(of(cell).stage_id)?.color}
          value={of(cell).stage_id}
          options={stages}
          onSave={(id) => cell.save({ stage: id })}
        />
      ),
    },
    {
      key: "sale",
      label: sale,
      width: "minmax(7rem,0.8fr)",
      edit: true,
      end: true,
      plain: (record) => {
        const money = (record as Lead).sale;
        return money ? formatMoney(money) : quiet;
      },
      cell: (cell) => {
        const money = of(cell).sale;
        return (
          <Inline
            floating
            label={`${sale}: ${cell.name}`}
            value={money ? (money.minor / 100).toFixed(2) : ""}
            shown={money ? formatMoney(money) : undefined}
            onSave={(typed) => cell.save({ sale: typed || null })}
          />
        );
      },
    },
    {
      key: "contact",
      label: t("board.contact"),
      width: "minmax(8rem,1fr)",
      cell: (cell) => {
        const contact = of(cell).contacts?.[0];
        return contact ? (
          <RecordLink record={{ kind: "contact", id: contact.id, title: contact.name }} />
        ) : (
          quiet
        );
      },
    },
    {
      key: "company",
      label: t("records.company"),
      width: "minmax(8rem,1fr)",
      cell: (cell) => {
        const company = of(cell).company;
        return company ? (
          <RecordLink record={{ kind: "company", id: company.id, title: company.name }} />
        ) : (
          quiet
        );
      },
    },
    text(
      "source",
      t("records.source"),
      (record) => (record as Lead).source ?? "",
      (typed) => ({ source: typed || null }),
    ),
    {
      key: "loss_reason",
      label: t("records.lossReason"),
      width: "minmax(8rem,1fr)",
      cell: (cell) => reasons.find((reason) => reason.id === of(cell).loss_reason_id)?.name ?? quiet,
    },
    moment("entered_stage_at", t("board.enteredStage"), (record) => (record as Lead).entered_stage_at),
    moment("closed_at", t("board.closed"), (record) => (record as Lead).closed_at),
  ];
}

function usePerson(): TableColumn[] {
  const { t } = useTranslation();
  const of = (record: AnyRecord) => record as Contact | Company;
  return [
    text(
      "phones",
      t("records.phones"),
      (record) => of(record).phones.join(", "),
      (typed) => ({ phones: list(typed, /[,\n]/) }),
    ),
    {
      ...text(
        "emails",
        t("records.emails"),
        (record) => of(record).emails.join(", "),
        (typed) => ({ emails: list(typed, /[,\n]/) }),
      ),
      phone: "hide",
    },
  ];
}

/** Whether a task is done, late or on its way. */
function TaskState({ task }: { task: Task }) {
  const { t } = useTranslation();
  if (task.done_at) return <Status tone="good">{t("records.done")}</Status>;
  const late = task.due_at < Date.now() * 1000;
  return <Status tone={late ? "bad" : "accent"}>{late ? t("records.overdue") : t("records.open")}</Status>;
}

function useTask(): TableColumn[] {
  const { t } = useTranslation();
  const types = useQuery(taskTypesQuery).data ?? [];
  const of = (record: AnyRecord) => record as Task;
  return [
    {
      key: "state",
      label: t("hooks.state"),
      width: "8rem",
      phone: "side",
      cell: ({ record }) => <TaskState task={of(record)} />,
    },
    {
      key: "due_at",
      label: t("records.due"),
      width: "11rem",
      phone: "sub",
      cell: ({ record }) => <span className="text-soft">{formatDateTime(of(record).due_at)}</span>,
    },
    {
      key: "record",
      label: t("records.about"),
      width: "minmax(9rem,1.2fr)",
      cell: ({ record }) => {
        const about = of(record).record;
        return about ? <RecordLink record={about} /> : quiet;
      },
    },
    {
      key: "task_type",
      label: t("records.type"),
      width: "minmax(9rem,0.8fr)",
      cell: ({ record }) => types.find((type) => type.key === of(record).task_type)?.name ?? quiet,
    },
    moment("done_at", t("records.done"), (record) => of(record).done_at),
  ];
}

/** The columns that every record of a kind has, besides its name. */
export function useBaseColumns(kind: RecordKind): TableColumn[] {
  const { t } = useTranslation();
  const common = useCommon(kind);
  const lead = useLead();
  const person = usePerson();
  const task = useTask();
  const first = { lead: lead.slice(0, 3), contact: person, company: person, task };
  return [
    ...first[kind],
    ...common,
    ...(kind === "lead" ? lead.slice(3) : []),
    moment("created_at", t("records.created"), (record) => record.created_at),
    moment("updated_at", t("board.updated"), (record) => record.updated_at),
  ];
}
