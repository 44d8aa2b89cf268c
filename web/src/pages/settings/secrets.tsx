import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { Secret } from "@/api/types";
import { usesQuery } from "@/pages/structure/queries";
import { RetireDialog } from "@/pages/structure/retire-dialog";
import { UseList } from "@/pages/structure/use-list";
import { Button, IconButton } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";

function SecretForm({ secret, close }: { secret: Secret | null; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(secret?.name ?? "");
  const [value, setValue] = useState("");
  const save = async () => {
    await api.put(`/secrets/${encodeURIComponent(name)}`, { value });
    await client.invalidateQueries({ queryKey: ["secrets"] });
  };
  return (
    <FormDialog
      title={secret ? t("secrets.replace") : t("secrets.new")}
      description={secret?.name}
      open
      onOpenChange={close}
      onSubmit={save}
    >
      {secret ? null : (
        <Field label={t("common.name")}>
          {(props) => (
            <Input
              {...props}
              required
              autoFocus
              pattern="[a-z0-9_\-]{1,64}"
              className="font-mono"
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </Field>
      )}
      <Field label={t("secrets.value")} hint={t("security.secretHint")}>
        {(props) => (
          <Input
            {...props}
            required
            type="password"
            autoComplete="off"
            value={value}
            onChange={(e) => setValue(e.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

/** Which scenarios sign with a secret, with the way there. */
function UsedBy({ name }: { name: string }) {
  const { t } = useTranslation();
  const uses = useQuery(usesQuery({ of: "secret", id: name })).data?.uses;
  if (!uses) return null;
  if (uses.length === 0) return <p className="text-xs text-faint">{t("secrets.unused")}</p>;
  return (
    <details className="text-xs">
      <summary className="w-fit cursor-pointer rounded text-soft">
        {t("secrets.usedBy", { count: uses.length })}
      </summary>
      <UseList uses={uses} />
    </details>
  );
}

export function Secrets() {
  const { t } = useTranslation();
  const secrets = useQuery({ queryKey: ["secrets"], queryFn: () => getAll<Secret>("/secrets") });
  const [editing, setEditing] = useState<Secret | "new" | null>(null);
  const [removing, setRemoving] = useState<Secret | null>(null);
  return (
    <Section
      title={t("settings.secrets.title")}
      actions={
        <Button size="sm" onClick={() => setEditing("new")}>
          <Plus /> {t("secrets.new")}
        </Button>
      }
    >
      <Load query={secrets}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="p-4 text-[13px] text-faint">{t("secrets.empty")}</p>
          ) : (
            <ul className="divide-y">
              {rows.map((secret) => (
                <li key={secret.name} className="flex items-center gap-3 px-4 py-2 text-[13px]">
                  <div className="min-w-0 flex-1">
                    <code className="block truncate font-mono text-xs">{secret.name}</code>
                    <UsedBy name={secret.name} />
                  </div>
                  <span className="text-xs text-faint">
                    {secret.last4 ? t("secrets.ends", { last4: secret.last4 }) : ""}
                  </span>
                  <IconButton
                    label={`${t("secrets.replace")}: ${secret.name}`}
                    size="iconSm"
                    onClick={() => setEditing(secret)}
                  >
                    <Pencil />
                  </IconButton>
                  <IconButton
                    label={`${t("common.delete")}: ${secret.name}`}
                    size="iconSm"
                    onClick={() => setRemoving(secret)}
                  >
                    <Trash2 />
                  </IconButton>
                </li>
              ))}
            </ul>
          )
        }
      </Load>
      {editing ? (
        <SecretForm secret={editing === "new" ? null : editing} close={() => setEditing(null)} />
      ) : null}
      {removing ? (
        <RetireDialog
          title={t("secrets.deleteTitle", { name: removing.name })}
          thing={{ of: "secret", id: removing.name }}
          keys={["secrets"]}
          onDelete={() => api.delete(`/secrets/${encodeURIComponent(removing.name)}`)}
          close={() => setRemoving(null)}
        />
      ) : null}
    </Section>
  );
}
