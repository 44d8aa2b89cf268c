import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getAll } from "@/api/pages";
import type { RecordKind, Task } from "@/api/types";
import { formatDateTime } from "@/i18n/format";
import { IconButton } from "@/ui/button";
import { Section } from "@/ui/page";
import { CompleteTask } from "./complete-task";
import { NewRecord } from "./new-record";

/** The open tasks of a record. */
export function RecordTasks({ kind, id }: { kind: RecordKind; id: string }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const tasks = useQuery({
    queryKey: ["records", "task", "of", kind, id],
    queryFn: () => getAll<Task>("/tasks", { record_kind: kind, record_id: id, open: 1 }),
  });
  const rows = tasks.data ?? [];
  return (
    <Section
      title={t("records.tasks")}
      actions={
        <IconButton label={t("records.addTask")} size="iconSm" onClick={() => setAdding(true)}>
          <Plus />
        </IconButton>
      }
    >
      <ul className="divide-y">
        {rows.map((task) => (
          <li key={task.id} className="flex items-center gap-1 py-1 pr-4 pl-2 text-[13px]">
            <CompleteTask task={task} />
            <span className="min-w-0 flex-1 truncate">
              <Link to="/tasks/$id" params={{ id: task.id }} className="hover:underline">
                {task.text}
              </Link>
            </span>
            <span className={task.due_at < Date.now() * 1000 ? "text-xs text-bad" : "text-xs text-faint"}>
              {formatDateTime(task.due_at)}
            </span>
          </li>
        ))}
      </ul>
      {rows.length === 0 ? <p className="px-4 py-3 text-[13px] text-faint">{t("records.noTasks")}</p> : null}
      {adding ? <NewRecord kind="task" about={{ kind, id }} close={() => setAdding(false)} /> : null}
    </Section>
  );
}
