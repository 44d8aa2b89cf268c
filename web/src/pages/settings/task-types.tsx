import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, withQuery } from "@/api/client";
import { type TaskType, taskTypesQuery } from "@/pages/agenda/queries";
import { Inline } from "@/pages/records/inline";
import { OrderedRows } from "@/pages/structure/ordered-section";
import { RetireDialog } from "@/pages/structure/retire-dialog";
import { Button, IconButton } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Input } from "@/ui/field";
import { keyFrom } from "@/ui/key";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";

/** A key that no type has yet. */
function freeKey(name: string, known: TaskType[]): string {
  const base = keyFrom(name).slice(0, 60) || "type";
  const taken = (key: string) => known.some((one) => one.key === key);
  let key = base;
  for (let number = 2; taken(key); number++) key = `${base}-${number}`;
  return key;
}

/** Types of tasks: named, ordered, and deleted when nothing uses them. */
export function TaskTypes() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const types = useQuery(taskTypesQuery);
  const [name, setName] = useState("");
  const [removing, setRemoving] = useState<TaskType | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ["task-types"] });
  const put = (key: string, next: string) => api.put(`/task-types/${key}`, { name: next });
  const create = useMutation({
    mutationFn: () => put(freeKey(name, types.data ?? []), name),
    onSuccess: refresh,
  });
  const add = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(undefined, { onSuccess: () => setName("") });
  };
  const rename = async (type: TaskType, next: string) => {
    await put(type.key, next);
    await refresh();
  };
  return (
    <Section title={t("structure.taskTypes")}>
      <Load query={types}>
        {(rows) => (
          <OrderedRows
            label={t("structure.taskTypes")}
            of="task_types"
            queryKey="task-types"
            items={rows}
            idOf={(one) => one.key}
            nameOf={(one) => one.name}
            row={(type, handle) => (
              <div className="flex items-center gap-2 px-2 py-1">
                {handle}
                <span className="min-w-0 flex-1">
                  <Inline
                    required
                    label={type.name}
                    value={type.name}
                    onSave={(next) => rename(type, next)}
                  />
                </span>
                <code className="truncate font-mono text-xs text-faint">{type.key}</code>
                <IconButton
                  label={`${t("common.delete")}: ${type.name}`}
                  size="iconSm"
                  onClick={() => setRemoving(type)}
                >
                  <Trash2 />
                </IconButton>
              </div>
            )}
          />
        )}
      </Load>
      <form onSubmit={add} className="flex gap-2 border-t p-3">
        <Input
          aria-label={t("structure.newType")}
          placeholder={t("structure.newType")}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" busy={create.isPending}>
          {t("common.add")}
        </Button>
      </form>
      {create.error ? <ErrorNote className="m-3" error={create.error} /> : null}
      {removing ? (
        <RetireDialog
          title={t("structure.deleteTitle", { name: removing.name })}
          thing={{ of: "task_type", id: removing.key }}
          instead={(types.data ?? [])
            .filter((one) => one.key !== removing.key)
            .map((one) => ({ value: one.key, label: one.name }))}
          keys={["task-types"]}
          onDelete={(move_to) => api.delete(withQuery(`/task-types/${removing.key}`, { move_to }))}
          close={() => setRemoving(null)}
        />
      ) : null}
    </Section>
  );
}
