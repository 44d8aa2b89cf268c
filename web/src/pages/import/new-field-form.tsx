import { useTranslation } from "react-i18next";
import type { ImportColumn, RecordKind } from "@/api/types";
import { Input, Select } from "@/ui/field";

type NewField = Extract<ImportColumn, { to: "new_field" }>;

const HOLDS: NewField["holds"][] = [
  "text",
  "long_text",
  "number",
  "money",
  "date",
  "date_time",
  "flag",
  "phone",
  "email",
  "url",
];
const RECORDS: Record<RecordKind, RecordKind[]> = {
  lead: ["lead", "contact", "company"],
  contact: ["contact", "company"],
  company: ["company"],
  task: ["task"],
};

interface NewFieldFormProps {
  kind: RecordKind;
  column: NewField;
  onChange: (column: NewField) => void;
}

/** The field that the import makes: its name, whose it is, what it holds. */
export function NewFieldForm({ kind, column, onChange }: NewFieldFormProps) {
  const { t } = useTranslation();
  return (
    <div className="grid grid-cols-3 gap-2 max-sm:grid-cols-1">
      <Input
        aria-label={t("import.fieldName")}
        value={column.name}
        onChange={(event) => onChange({ ...column, name: event.target.value })}
      />
      <Select
        aria-label={t("import.fieldOf")}
        value={column.record}
        onChange={(event) => {
          const record = RECORDS[kind].find((name) => name === event.target.value);
          if (record) onChange({ ...column, record });
        }}
      >
        {RECORDS[kind].map((record) => (
          <option key={record} value={record}>
            {t(`import.kind.${record}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t("import.fieldHolds")}
        value={column.holds}
        onChange={(event) => {
          const holds = HOLDS.find((name) => name === event.target.value);
          if (holds) onChange({ ...column, holds });
        }}
      >
        {HOLDS.map((holds) => (
          <option key={holds} value={holds}>
            {t(`import.holds.${holds}`)}
          </option>
        ))}
      </Select>
    </div>
  );
}
