import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Task } from "@/api/types";
import { formatDateTime } from "@/i18n/format";
import { Status } from "@/ui/badge";
import { type Column, rowLink } from "@/ui/data-list";
import { CheckLine } from "@/ui/field";
import { RecordLink } from "@/ui/record-link";
import { ListPage, type ListSearch } from "../list-page";
import { useOwnerColumn } from "../owner-column";

const tasksRoute = getRouteApi("/studio/tasks");

/** Whether a task is done, late or on its way. */
function TaskStatus({ task }: { task: Task }) {
  const { t } = useTranslation();
  if (task.done_at) return <Status tone="good">{t("records.done")}</Status>;
  const late = task.due_at < Date.now() * 1000;
  return <Status tone={late ? "bad" : "accent"}>{late ? t("records.overdue") : t("records.open")}</Status>;
}

/** Every task in a table; `choose` leads back to the day and the calendar. */
export function TasksTable({ choose }: { choose: ReactNode }) {
  const { t } = useTranslation();
  const search = tasksRoute.useSearch();
  const navigate = tasksRoute.useNavigate();
  const owner = useOwnerColumn<Task>();
  const setSearch = useCallback(
    (next: ListSearch) => void navigate({ search: { ...next, view: "list" }, replace: true }),
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
        <>
          {choose}
          <CheckLine
            label={t("records.openOnly")}
            checked={search.open === "1"}
            onChange={(on) => setSearch({ ...search, open: on ? "1" : undefined })}
          />
        </>
      }
    />
  );
}
