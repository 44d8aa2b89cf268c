import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Field as FieldRow, FieldType, RecordKind } from "@/api/types";
import { Field, Input, Select, Textarea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { keyFrom } from "@/ui/key";
import { asKind, RECORD_KINDS } from "@/ui/record-picker";
import { type Choice, choicesOf, exchanged, OptionsEditor, type Replace } from "./options-editor";

const TYPES: FieldType[] = [
  "text",
  "long_text",
  "number",
  "money",
  "date",
  "date_time",
  "flag",
  "select",
  "multiselect",
  "phone",
  "email",
  "url",
  "file",
  "formula",
  "link",
];

export function FieldForm({
  kind,
  field,
  close,
}: {
  kind: RecordKind;
  field: FieldRow | null;
  close: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(field?.name ?? "");
  const [typedKey, setKey] = useState<string | null>(field?.key ?? null);
  const [type, setType] = useState<FieldType>(field?.type ?? "text");
  const before = field && "options" in field ? field.options : [];
  const [options, setOptions] = useState<Choice[]>(() => choicesOf(before));
  const [replace, setReplace] = useState<Replace>({});
  const [template, setTemplate] = useState(field && "template" in field ? field.template : "");
  const [to, setTo] = useState<RecordKind>(field && "to" in field ? field.to : "contact");
  const key = typedKey ?? keyFrom(name).replaceAll("-", "_");
  const choices = type === "select" || type === "multiselect";
  const save = async () => {
    const settings = {
      ...(choices ? { options: options.map((one) => one.text.trim()).filter(Boolean) } : {}),
      ...(type === "formula" ? { template } : {}),
      ...(type === "link" ? { to } : {}),
    };
    if (field)
      await api.patch(`/fields/${field.id}`, { name, ...settings, replace: exchanged(options, replace) });
    else await api.post("/fields", { record: kind, name, key, type, ...settings });
    await client.invalidateQueries({ queryKey: ["fields"] });
  };
  return (
    <FormDialog title={field?.name ?? t("fields.new")} open onOpenChange={close} onSubmit={save}>
      <Field label={t("common.name")}>
        {(props) => (
          <Input {...props} required autoFocus value={name} onChange={(e) => setName(e.target.value)} />
        )}
      </Field>
      <Field
        label={t("common.key")}
        hint={t("fields.keyHint", { example: `{{${kind}.cf(${key || "key"})}}` })}
      >
        {(props) => (
          <Input
            {...props}
            required
            disabled={field !== null}
            pattern="[a-z0-9_\-]{1,64}"
            className="font-mono"
            value={key}
            onChange={(e) => setKey(e.target.value)}
          />
        )}
      </Field>
      <Field label={t("fields.type")}>
        {(props) => (
          <Select
            {...props}
            disabled={field !== null}
            value={type}
            onChange={(e) => setType(TYPES.find((one) => one === e.target.value) ?? "text")}
          >
            {TYPES.map((one) => (
              <option key={one} value={one}>
                {t(`fields.types.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {choices ? (
        <OptionsEditor
          field={field}
          options={options}
          onOptions={setOptions}
          onGone={(text, instead) => setReplace({ ...replace, [text]: instead ?? null })}
        />
      ) : null}
      {type === "formula" ? (
        <Field label={t("fields.template")}>
          {(props) => (
            <Textarea
              {...props}
              required
              rows={3}
              className="font-mono text-xs"
              value={template}
              onChange={(e) => setTemplate(e.target.value)}
            />
          )}
        </Field>
      ) : null}
      {type === "link" ? (
        <Field label={t("fields.linkTo")}>
          {(props) => (
            <Select {...props} value={to} onChange={(e) => setTo(asKind(e.target.value) ?? to)}>
              {RECORD_KINDS.map((one) => (
                <option key={one} value={one}>
                  {t(`kind.${one}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : null}
    </FormDialog>
  );
}
