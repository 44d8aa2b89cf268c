import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { Connection, ConnectionKind, ConnectionSettings } from "@/api/types";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Field, Input } from "@/ui/field";
import { Section } from "@/ui/page";
import { AttributesField } from "./attributes-field";
import { HeadersField } from "./headers-field";
import { ParametersField } from "./parameters-field";
import { useConnectionChange } from "./queries";
import { SettingFields } from "./setting-fields";

interface SettingsProps {
  connection: Connection;
  manifest: ConnectionKind;
}

/** Everything of a connection but its secrets. Calls that wait use what is saved here. */
export function SettingsSection({ connection, manifest }: SettingsProps) {
  const { t } = useTranslation();
  const [settings, setSettings] = useState<ConnectionSettings>(connection.settings);
  const save = useConnectionChange(() => api.put(`/connections/${connection.id}`, { settings }));
  const set = (change: Partial<ConnectionSettings>) => setSettings({ ...settings, ...change });
  const takesParameters = Object.values(manifest.operations ?? {}).some((operation) => operation.open);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined, { onSuccess: () => void toast.success(t("connections.saved")) });
  };
  return (
    <Section title={t("connections.settings")}>
      <form onSubmit={submit} className="flex flex-col gap-4 p-4">
        <Field label={t("common.name")}>
          {(props) => (
            <Input
              {...props}
              required
              value={settings.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <SettingFields
          manifest={manifest}
          values={settings.settings ?? {}}
          onChange={(values) => set({ settings: values })}
        />
        {takesParameters ? (
          <>
            <HeadersField headers={settings.headers ?? {}} onChange={(headers) => set({ headers })} />
            <ParametersField
              parameters={settings.parameters ?? []}
              onChange={(parameters) => set({ parameters })}
            />
          </>
        ) : null}
        {manifest.source?.attributes ? (
          <AttributesField
            attributes={settings.attributes ?? []}
            onChange={(attributes) => set({ attributes })}
          />
        ) : null}
        {save.error ? <ErrorNote error={save.error} /> : null}
        <Button type="submit" variant="primary" className="self-start" busy={save.isPending}>
          {t("common.save")}
        </Button>
      </form>
    </Section>
  );
}
