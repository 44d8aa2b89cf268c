import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Field, FieldValue, RecordKind } from "@/api/types";
import { currentZone, formatDateTime } from "@/i18n/format";
import { valueText } from "@/trace/value-text";
import { editText, typedValue } from "./field-value";
import { Inline, InlineSelect } from "./inline";
import { fieldsQuery } from "./queries";
import { Row } from "./row";

interface CustomFieldsProps {
  kind: RecordKind;
  values: Record<string, FieldValue>;
  save: (change: Record<string, unknown>) => Promise<unknown>;
}

const inputs = { number: "number", date: "date", date_time: "datetime-local", url: "url" } as const;

/** One value, edited in place. */
export function OneField({
  field,
  value,
  save,
  label = field.name,
  floating,
}: {
  field: Field;
  value: FieldValue | undefined;
  save: CustomFieldsProps["save"];
  label?: string;
  floating?: boolean;
}) {
  const { t } = useTranslation();
  const zone = currentZone();
  const put = (text: string) => save({ fields: { [field.key]: typedValue(field, text, zone) } });
  const text = editText(field, value, zone);
  if (field.type === "formula" || field.type === "file")
    return <span className="px-2 py-1 text-soft">{valueText(value ?? null)}</span>;
  if (field.type === "flag" || field.type === "select") {
    const choices =
      field.type === "flag"
        ? [
            { value: "true", label: t("records.yes") },
            { value: "false", label: t("records.no") },
          ]
        : (field.options ?? []).map((option) => ({ value: option, label: option }));
    return (
      <InlineSelect
        floating={floating}
        label={label}
        value={text}
        options={[{ value: "", label: "—" }, ...choices]}
        onSave={put}
      />
    );
  }
  const many =
    field.type === "multiselect" ||
    field.type === "phone" ||
    field.type === "email" ||
    field.type === "long_text";
  const type = field.type in inputs ? inputs[field.type as keyof typeof inputs] : "text";
  const shown =
    field.type === "date_time" && typeof value === "number"
      ? formatDateTime(value)
      : field.type === "money" && value
        ? valueText(value)
        : undefined;
  return (
    <Inline
      floating={floating}
      label={label}
      value={text}
      shown={shown}
      lines={many}
      type={type}
      onSave={put}
    />
  );
}

/** The fields people added to this kind of record, edited in place. */
export function CustomFields({ kind, values, save }: CustomFieldsProps) {
  const fields = useQuery(fieldsQuery(kind)).data ?? [];
  return fields.map((field) => (
    <Row key={field.id} label={field.name}>
      <OneField field={field} value={values[field.key]} save={save} />
    </Row>
  ));
}
