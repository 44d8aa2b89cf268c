import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Company, Contact, Lead, Task } from "@/api/types";
import { formatDateTime, formatMoney } from "@/i18n/format";
import { Status } from "@/ui/badge";
import { type Column, rowLink } from "@/ui/data-list";
import { CheckLine, Select } from "@/ui/field";
import { RecordLink } from "@/ui/record-link";
import { Ago } from "@/ui/time";
import { StageName, Tags } from "./cells";
import { ListPage, type ListSearch } from "./list-page";
import { pipelinesQuery, useStages, useUserNames } from "./queries";

const leadsRoute = getRouteApi("/studio/leads");
const contactsRoute = getRouteApi("/studio/contacts");
const companiesRoute = getRouteApi("/studio/companies");
const tasksRoute = getRouteApi("/studio/tasks");

function useOwnerColumn<Row extends { responsible_id: string | null }>(): Column<Row> {
  const { t } = useTranslation();
  const names = useUserNames();
  return {
    key: "owner",
    label: t("records.responsible"),
    width: "minmax(0,1fr)",
    cell: (row) => (
      <span className="text-soft">{(row.responsible_id && names.get(row.responsible_id)) || "—"}</span>
    ),
  };
}

function StageFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (stage: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  return (
    <Select
      aria-label={t("records.stage")}
      className="w-52 max-sm:w-full"
      value={value ?? ""}
      onChange={(e) => onChange(e.target.value || undefined)}
    >
      <option value="">{t("records.allStages")}</option>
      {pipelines.map((pipeline) => (
        <optgroup key={pipeline.id} label={pipeline.name}>
          {pipeline.stages.map((stage) => (
            <option key={stage.id} value={stage.id}>
              {stage.name}
            </option>
          ))}
        </optgroup>
      ))}
    </Select>
  );
}

export function LeadsPage() {
  const { t } = useTranslation();
  const search = leadsRoute.useSearch();
  const navigate = leadsRoute.useNavigate();
  const stages = useStages();
  const owner = useOwnerColumn<Lead>();
  const setSearch = useCallback(
    (next: ListSearch) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  const columns: Column<Lead>[] = [
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,2fr)",
      phone: "main",
      cell: (lead) => (
        <Link to="/leads/$id" params={{ id: lead.id }} className={rowLink}>
          {lead.name}
        </Link>
      ),
    },
    {
      key: "stage",
      label: t("records.stage"),
      width: "minmax(0,1fr)",
      phone: "sub",
      cell: (lead) => <StageName stage={stages.get(lead.stage_id)} />,
    },
    {
      key: "sale",
      label: t("records.sale"),
      width: "8rem",
      end: true,
      phone: "side",
      cell: (lead) => (lead.sale ? formatMoney(lead.sale) : <span className="text-faint">—</span>),
    },
    owner,
    {
      key: "tags",
      label: t("records.tags"),
      width: "minmax(0,1fr)",
      cell: (lead) => <Tags tags={lead.tags} />,
    },
    {
      key: "created",
      label: t("records.created"),
      width: "7rem",
      end: true,
      phone: "sub",
      cell: (lead) => (
        <span className="text-faint">
          <Ago at={lead.created_at} />
        </span>
      ),
    },
  ];
  return (
    <ListPage
      kind="lead"
      title={t("nav.leads")}
      columns={columns}
      search={search}
      setSearch={setSearch}
      query={{ stage: search.stage }}
      filters={<StageFilter value={search.stage} onChange={(stage) => setSearch({ ...search, stage })} />}
    />
  );
}

export function ContactsPage() {
  const { t } = useTranslation();
  const search = contactsRoute.useSearch();
  const navigate = contactsRoute.useNavigate();
  const owner = useOwnerColumn<Contact>();
  const setSearch = useCallback(
    (next: ListSearch) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  const columns: Column<Contact>[] = [
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,1.6fr)",
      phone: "main",
      cell: (contact) => (
        <Link to="/contacts/$id" params={{ id: contact.id }} className={rowLink}>
          {contact.name || contact.phones[0] || contact.id}
        </Link>
      ),
    },
    {
      key: "phone",
      label: t("records.phone"),
      width: "minmax(0,1fr)",
      phone: "sub",
      cell: (contact) => contact.phones[0] ?? <span className="text-faint">—</span>,
    },
    {
      key: "email",
      label: t("records.email"),
      width: "minmax(0,1.2fr)",
      phone: "sub",
      cell: (contact) => <span className="text-soft">{contact.emails[0] ?? "—"}</span>,
    },
    owner,
    {
      key: "tags",
      label: t("records.tags"),
      width: "minmax(0,1fr)",
      cell: (contact) => <Tags tags={contact.tags} />,
    },
    {
      key: "created",
      label: t("records.created"),
      width: "7rem",
      end: true,
      phone: "side",
      cell: (contact) => (
        <span className="text-faint">
          <Ago at={contact.created_at} />
        </span>
      ),
    },
  ];
  return (
    <ListPage
      kind="contact"
      title={t("nav.contacts")}
      columns={columns}
      search={search}
      setSearch={setSearch}
    />
  );
}

export function CompaniesPage() {
  const { t } = useTranslation();
  const search = companiesRoute.useSearch();
  const navigate = companiesRoute.useNavigate();
  const owner = useOwnerColumn<Company>();
  const setSearch = useCallback(
    (next: ListSearch) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  const columns: Column<Company>[] = [
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,2fr)",
      phone: "main",
      cell: (company) => (
        <Link to="/companies/$id" params={{ id: company.id }} className={rowLink}>
          {company.name}
        </Link>
      ),
    },
    {
      key: "phone",
      label: t("records.phone"),
      width: "minmax(0,1fr)",
      phone: "sub",
      cell: (company) => company.phones[0] ?? <span className="text-faint">—</span>,
    },
    {
      key: "email",
      label: t("records.email"),
      width: "minmax(0,1fr)",
      phone: "sub",
      cell: (company) => <span className="text-soft">{company.emails[0] ?? "—"}</span>,
    },
    owner,
    {
      key: "created",
      label: t("records.created"),
      width: "7rem",
      end: true,
      phone: "side",
      cell: (company) => (
        <span className="text-faint">
          <Ago at={company.created_at} />
        </span>
      ),
    },
  ];
  return (
    <ListPage
      kind="company"
      title={t("nav.companies")}
      columns={columns}
      search={search}
      setSearch={setSearch}
    />
  );
}

/** Whether a task is done, late or on its way. */
export function TaskStatus({ task }: { task: Task }) {
  const { t } = useTranslation();
  if (task.done_at) return <Status tone="good">{t("records.done")}</Status>;
  const late = task.due_at < Date.now() * 1000;
  return <Status tone={late ? "bad" : "accent"}>{late ? t("records.overdue") : t("records.open")}</Status>;
}

export function TasksPage() {
  const { t } = useTranslation();
  const search = tasksRoute.useSearch();
  const navigate = tasksRoute.useNavigate();
  const owner = useOwnerColumn<Task>();
  const setSearch = useCallback(
    (next: ListSearch) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  const columns: Column<Task>[] = [
    {
      key: "text",
      label: t("records.text"),
      width: "minmax(0,2fr)",
      phone: "main",
      cell: (task) => (
        <Link to="/tasks/$id" params={{ id: task.id }} className={rowLink}>
          {task.text}
        </Link>
      ),
    },
    {
      key: "state",
      label: t("hooks.state"),
      width: "7.5rem",
      phone: "side",
      cell: (task) => <TaskStatus task={task} />,
    },
    {
      key: "due",
      label: t("records.due"),
      width: "11rem",
      phone: "sub",
      cell: (task) => <span className="text-soft">{formatDateTime(task.due_at)}</span>,
    },
    {
      key: "about",
      label: t("records.about"),
      width: "minmax(0,1.2fr)",
      cell: (task) =>
        task.record ? <RecordLink record={task.record} /> : <span className="text-faint">—</span>,
    },
    owner,
  ];
  return (
    <ListPage
      kind="task"
      title={t("nav.tasks")}
      columns={columns}
      search={search}
      setSearch={setSearch}
      query={{ open: search.open }}
      filters={
        <CheckLine
          label={t("records.openOnly")}
          checked={search.open === "1"}
          onChange={(on) => setSearch({ ...search, open: on ? "1" : undefined })}
        />
      }
    />
  );
}
