import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2, Variable } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { Global } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Empty } from "@/ui/empty";
import { Field, Input, Textarea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { Ago } from "@/ui/time";

function VariableForm({ variable, close }: { variable: Global | null; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(variable?.name ?? "");
  const [value, setValue] = useState(variable?.value ?? "");
  const save = async () => {
    await api.put(`/globals/${encodeURIComponent(name)}`, { value });
    await client.invalidateQueries({ queryKey: ["globals"] });
  };
  return (
    <FormDialog
      title={variable ? `{${variable.name}}` : t("variables.new")}
      open
      onOpenChange={close}
      onSubmit={save}
    >
      {variable ? null : (
        <Field label={t("common.name")} hint={t("variables.nameHint")}>
          {(props) => (
            <Input
              {...props}
              required
              autoFocus
              pattern="[A-Za-z0-9_]+"
              className="font-mono"
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </Field>
      )}
      <Field label={t("variables.value")}>
        {(props) => (
          <Textarea
            {...props}
            maxLength={30_000}
            rows={4}
            value={value}
            onChange={(e) => setValue(e.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

function VariableRow({ variable, edit, remove }: { variable: Global; edit: () => void; remove: () => void }) {
  const { t } = useTranslation();
  return (
    <li className="flex items-center gap-4 px-4 py-2 text-[13px]">
      <code className="w-2/5 shrink-0 truncate font-mono text-xs text-accent-ink">{`{${variable.name}}`}</code>
      <span className="min-w-0 flex-1 truncate">{variable.value}</span>
      {variable.updated_at ? (
        <span className="text-xs text-faint max-sm:hidden">
          <Ago at={variable.updated_at} />
        </span>
      ) : null}
      <span className="flex">
        <IconButton label={`${t("common.edit")}: ${variable.name}`} size="iconSm" onClick={edit}>
          <Pencil />
        </IconButton>
        <IconButton label={`${t("common.delete")}: ${variable.name}`} size="iconSm" onClick={remove}>
          <Trash2 />
        </IconButton>
      </span>
    </li>
  );
}

export function VariablesPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const globals = useQuery({ queryKey: ["globals"], queryFn: () => getAll<Global>("/globals") });
  const [editing, setEditing] = useState<Global | "new" | null>(null);
  const [removing, setRemoving] = useState<Global | null>(null);
  const create = (
    <Button variant="primary" onClick={() => setEditing("new")}>
      <Plus /> {t("variables.new")}
    </Button>
  );
  const remove = async () => {
    await api.delete(`/globals/${encodeURIComponent(removing?.name ?? "")}`);
    await client.invalidateQueries({ queryKey: ["globals"] });
  };
  return (
    <Page title={t("variables.title")} description={t("variables.description")} actions={create}>
      <Load query={globals}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Variable} title={t("variables.empty")} text={t("variables.emptyText")}>
              {create}
            </Empty>
          ) : (
            <div className="mx-auto max-w-3xl p-6 max-sm:p-4">
              <ul className="divide-y rounded-xl border bg-surface shadow-card">
                {rows.map((row) => (
                  <VariableRow
                    key={row.name}
                    variable={row}
                    edit={() => setEditing(row)}
                    remove={() => setRemoving(row)}
                  />
                ))}
              </ul>
            </div>
          )
        }
      </Load>
      {editing ? (
        <VariableForm variable={editing === "new" ? null : editing} close={() => setEditing(null)} />
      ) : null}
      <Confirm
        title={t("variables.deleteTitle", { name: removing?.name ?? "" })}
        text={t("variables.deleteText")}
        action={t("common.delete")}
        danger
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        onConfirm={remove}
      />
    </Page>
  );
}
