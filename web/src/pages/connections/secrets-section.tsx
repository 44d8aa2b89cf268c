import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Connection, ConnectionKind } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Section } from "@/ui/page";
import { useConnectionChange } from "./queries";

interface SecretsProps {
  connection: Connection;
  manifest: ConnectionKind;
}

/** Secrets are written and never read: a list shows their ends. */
export function SecretsSection({ connection, manifest }: SecretsProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState<{ name: string; label: string } | "new" | null>(null);
  const remove = useConnectionChange((name: string) =>
    api.delete(`/connections/${connection.id}/secrets/${encodeURIComponent(name)}`),
  );
  const value = (key: string) => {
    const setting = manifest.settings?.find((one) => one.key === key);
    return connection.settings.settings?.[key] || setting?.default;
  };
  const slots = (manifest.secrets ?? []).filter(({ when }) => !when || value(when.setting) === when.is);
  const known = (key: string) => connection.secrets.find((secret) => secret.name === key);
  const others = connection.secrets.filter((secret) => !slots.some((slot) => slot.key === secret.name));
  if (slots.length === 0 && !manifest.own_secrets) return null;
  const rows = [
    ...slots.map((slot) => ({ name: slot.key, label: slot.name, hint: slot.description ?? "", fixed: true })),
    ...others.map((secret) => ({
      name: secret.name,
      label: secret.name,
      hint: `{{secret.${secret.name}}}`,
      fixed: false,
    })),
  ];
  const add = (
    <Button size="sm" onClick={() => setEditing("new")}>
      <Plus /> {t("connections.newSecret")}
    </Button>
  );
  return (
    <Section
      title={t("connections.secrets")}
      description={t("connections.secretsText")}
      actions={manifest.own_secrets ? add : null}
    >
      {rows.length === 0 ? (
        <p className="p-4 text-[13px] text-faint">{t("connections.noSecrets")}</p>
      ) : (
        <ul className="divide-y">
          {rows.map(({ name, label, hint, fixed }) => {
            const secret = known(name);
            return (
              <li key={name} className="flex items-center gap-3 px-4 py-2 text-[13px]">
                <div className="min-w-0 flex-1">
                  <span className="font-medium">{label}</span>
                  {hint ? <p className="text-xs break-words text-faint">{hint}</p> : null}
                </div>
                <span className="text-xs text-faint">
                  {secret
                    ? secret.last4
                      ? t("secrets.ends", { last4: secret.last4 })
                      : t("connections.secretSet")
                    : t("connections.secretUnset")}
                </span>
                <Button
                  size="sm"
                  aria-label={`${secret ? t("secrets.replace") : t("connections.setSecret")}: ${label}`}
                  onClick={() => setEditing({ name, label })}
                >
                  {secret ? t("secrets.replace") : t("connections.setSecret")}
                </Button>
                {fixed ? null : (
                  <IconButton
                    label={`${t("common.delete")}: ${label}`}
                    size="iconSm"
                    onClick={() => remove.mutate(name)}
                  >
                    <Trash2 />
                  </IconButton>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {remove.error ? <ErrorNote error={remove.error} /> : null}
      {editing ? (
        <SecretForm
          connection={connection}
          secret={editing === "new" ? null : editing}
          close={() => setEditing(null)}
        />
      ) : null}
    </Section>
  );
}

interface FormProps {
  connection: Connection;
  secret: { name: string; label: string } | null;
  close: () => void;
}

function SecretForm({ connection, secret, close }: FormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(secret?.name ?? "");
  const [value, setValue] = useState("");
  const save = useConnectionChange(() =>
    api.put(`/connections/${connection.id}/secrets/${encodeURIComponent(name)}`, { value }),
  );
  return (
    <FormDialog
      title={secret?.label ?? t("connections.newSecret")}
      description={t("connections.secretsText")}
      open
      onOpenChange={close}
      onSubmit={() => save.mutateAsync(undefined)}
    >
      {secret ? null : (
        <Field
          label={t("common.name")}
          hint={t("connections.secretNameHint", { example: "{{secret.token}}" })}
        >
          {(props) => (
            <Input
              {...props}
              required
              autoFocus
              pattern="[a-z0-9_\-]{1,64}"
              className="font-mono"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field label={t("secrets.value")}>
        {(props) => (
          <Input
            {...props}
            required
            type="password"
            autoComplete="off"
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
