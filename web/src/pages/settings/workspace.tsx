import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { canAdmin, useSession } from "@/api/session";
import type { Workspace } from "@/api/types";
import { LANGUAGES } from "@/i18n";
import { setZone } from "@/i18n/format";
import { Erasures } from "@/pages/privacy/erasures";
import { Field, Input, Select } from "@/ui/field";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { Danger } from "./danger";
import { SavedForm } from "./saved-form";

function Form({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { user } = useSession();
  const [form, setForm] = useState(workspace);
  const set =
    (name: "name" | "timezone" | "currency" | "language") => (event: { target: { value: string } }) =>
      setForm({ ...form, [name]: event.target.value });
  const put = async ({ name, timezone, currency, language }: Workspace) => {
    await api.patch("/workspace", { name, timezone, currency, language });
    setZone(user.timezone ?? timezone);
    await client.invalidateQueries();
  };
  const undo = () => put(workspace).then(() => setForm(workspace));
  return (
    <SavedForm onSave={() => put(form)} onUndo={undo}>
      <Field label={t("common.name")}>
        {(props) => <Input {...props} required value={form.name} onChange={set("name")} />}
      </Field>
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <Field label={t("workspace.timezone")}>
          {(props) => (
            <>
              <Input {...props} required list="zones" value={form.timezone} onChange={set("timezone")} />
              <datalist id="zones">
                {Intl.supportedValuesOf("timeZone").map((zone) => (
                  <option key={zone} value={zone} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field label={t("workspace.currency")} hint={t("workspace.currencyHint")}>
          {(props) => (
            <Input
              {...props}
              required
              pattern="[A-Z]{3}"
              maxLength={3}
              value={form.currency}
              onChange={set("currency")}
            />
          )}
        </Field>
      </div>
      <Field label={t("workspace.language")}>
        {(props) => (
          <Select {...props} value={form.language} onChange={set("language")}>
            {LANGUAGES.map(({ code, name }) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </SavedForm>
  );
}

export function WorkspaceSettings() {
  const workspace = useQuery({ queryKey: ["workspace"], queryFn: () => api.get<Workspace>("/workspace") });
  const { user } = useSession();
  return (
    <>
      <Section>
        <Load query={workspace}>{(data) => <Form workspace={data} />}</Load>
      </Section>
      {canAdmin(user) ? <Erasures /> : null}
      <Danger />
    </>
  );
}
