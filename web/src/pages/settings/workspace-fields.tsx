import { useTranslation } from "react-i18next";
import type { Workspace } from "@/api/types";
import { LANGUAGES } from "@/i18n";
import { Field, Input, Select } from "@/ui/field";

interface WorkspaceFieldsProps {
  form: Workspace;
  setForm: (form: Workspace) => void;
  /** What the server says against a field. */
  fault?: (name: string) => string | undefined;
  /** The name is where one begins. */
  first?: boolean;
}

/** What a workspace is called, and in which zone, currency and language it reckons. */
export function WorkspaceFields({ form, setForm, fault, first }: WorkspaceFieldsProps) {
  const { t } = useTranslation();
  const set =
    (name: "name" | "timezone" | "currency" | "language") => (event: { target: { value: string } }) =>
      setForm({ ...form, [name]: event.target.value });
  return (
    <>
      <Field label={t("common.name")} error={fault?.("name")}>
        {(props) => <Input {...props} required autoFocus={first} value={form.name} onChange={set("name")} />}
      </Field>
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <Field label={t("workspace.timezone")} error={fault?.("timezone")}>
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
        <Field label={t("workspace.currency")} hint={t("workspace.currencyHint")} error={fault?.("currency")}>
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
      <Field label={t("workspace.language")} error={fault?.("language")}>
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
    </>
  );
}
