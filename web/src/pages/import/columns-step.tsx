import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ImportColumn, ImportDetail, ImportSettings } from "@/api/types";
import { Badge } from "@/ui/badge";
import { CheckLine, Select } from "@/ui/field";
import { Section } from "@/ui/page";
import { NewFieldForm } from "./new-field-form";
import { previewQuery } from "./queries";
import { fieldLabel, freeKey, groupedTargets, targetValue } from "./targets";

interface ColumnsStepProps {
  detail: ImportDetail;
  settings: ImportSettings;
  onChange: (settings: ImportSettings) => void;
}

/** Each column of the file with its first values, and what it becomes. */
export function ColumnsStep({ detail, settings, onChange }: ColumnsStepProps) {
  const { t } = useTranslation();
  const preview = useQuery(previewQuery(detail.id));
  const rows = (preview.data ?? []).filter((row) => row.place > 0 || !settings.header);
  const columns = detail.file.first.map((_, place) => settings.columns[place] ?? { to: "skip" as const });
  const set = (place: number, column: ImportColumn) =>
    onChange({ ...settings, columns: columns.map((old, at) => (at === place ? column : old)) });
  const choose = (place: number, value: string) => {
    if (value === "") return set(place, { to: "skip" });
    if (value === "new") {
      const name = (settings.header && detail.file.first[place]) || t("import.column", { number: place + 1 });
      const taken = [...detail.targets.map((target) => target.field), ...newKeys(columns)];
      return set(place, {
        to: "new_field",
        record: detail.kind,
        field: freeKey(name, taken),
        name,
        holds: "text",
      });
    }
    const target = detail.targets.find((one) => `${one.record}.${one.field}` === value);
    if (target) set(place, { to: "field", record: target.record, field: target.field });
  };
  const assigned = columns.filter((column) => column.to !== "skip").length;
  return (
    <Section
      title={t("import.columns")}
      description={t("import.columnsText", { assigned, count: columns.length })}
      actions={
        <CheckLine
          label={t("import.header")}
          checked={settings.header}
          onChange={(header) => onChange({ ...settings, header })}
        />
      }
    >
      <ul className="divide-y">
        {columns.map((column, place) => {
          const title =
            (settings.header && detail.file.first[place]) || t("import.column", { number: place + 1 });
          const samples = rows.map((row) => row.cells[place]?.trim()).filter(Boolean);
          return (
            <li key={place} className="grid items-start gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-2">
              <div className="min-w-0">
                <p className="flex items-center gap-2 text-[13px] font-medium">
                  <span className="truncate">{title}</span>
                  {column.to === "skip" ? <Badge>{t("import.leftOut")}</Badge> : null}
                </p>
                <p className="truncate text-xs text-faint" title={samples.join(" · ")}>
                  {samples.length > 0 ? samples.join(" · ") : t("import.noValues")}
                </p>
              </div>
              <div className="flex min-w-0 flex-col gap-2">
                <Select
                  aria-label={t("import.becomes", { column: title })}
                  value={targetValue(column)}
                  onChange={(event) => choose(place, event.target.value)}
                >
                  <option value="">{t("import.skip")}</option>
                  <option value="new">{t("import.newField")}</option>
                  {groupedTargets(detail).map(([record, targets]) => (
                    <optgroup key={record} label={t(`import.kind.${record}`)}>
                      {targets.map((target) => (
                        <option key={target.field} value={`${target.record}.${target.field}`}>
                          {t(`import.kind.${record}`)}: {fieldLabel(t, target)}
                        </option>
                      ))}
                    </optgroup>
                  ))}
                </Select>
                {column.to === "new_field" ? (
                  <NewFieldForm
                    kind={detail.kind}
                    column={column}
                    onChange={(changed) => set(place, changed)}
                  />
                ) : null}
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function newKeys(columns: ImportColumn[]): string[] {
  return columns.flatMap((column) => (column.to === "new_field" ? [column.field] : []));
}
