import { useQuery } from "@tanstack/react-query";
import type { RecordKind } from "@/api/types";
import { valueText } from "@/trace/value-text";
import type { ColumnChoice } from "@/ui/column-chooser";
import { OneField } from "../custom-fields";
import { fieldsQuery } from "../queries";
import { useBaseColumns } from "./base";
import type { TableColumn } from "./types";
import { USUAL } from "./usual";

/** Every column a table of this kind can show: what each record has, then the workspace's own fields. */
function useAll(kind: RecordKind): TableColumn[] {
  const base = useBaseColumns(kind);
  const fields = useQuery(fieldsQuery(kind)).data ?? [];
  const custom = fields.map(
    (field): TableColumn => ({
      key: `fields.${field.key}`,
      label: field.name,
      width: "minmax(9rem,1fr)",
      edit: true,
      plain: (record) => valueText(record.fields[field.key] ?? null),
      cell: ({ record, name, save }) => (
        <OneField
          floating
          field={field}
          label={`${field.name}: ${name}`}
          value={record.fields[field.key]}
          save={save}
        />
      ),
    }),
  );
  return [...base, ...custom];
}

/** The columns chosen, in their order, and all there are to choose from. `chosen` is the address's list of keys. */
export function useColumns(kind: RecordKind, chosen: string | undefined) {
  const all = useAll(kind);
  const keys = chosen?.split(",").filter(Boolean) ?? USUAL[kind];
  const shown = keys.flatMap((key) => all.find((column) => column.key === key) ?? []);
  const rest = all.filter((column) => !shown.includes(column));
  const choices: ColumnChoice[] = [
    ...shown.map((column) => ({ key: column.key, label: column.label, shown: true })),
    ...rest.map((column) => ({ key: column.key, label: column.label, shown: false })),
  ];
  return { shown, choices };
}

/** The address's list of a choice. */
export const keysOf = (choices: ColumnChoice[]) =>
  choices
    .filter((choice) => choice.shown)
    .map((choice) => choice.key)
    .join(",");
