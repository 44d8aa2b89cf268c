import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ImportDetail, ImportSettings } from "@/api/types";
import { CheckLine, Field, Select } from "@/ui/field";
import { Section } from "@/ui/page";
import { TagInput } from "@/ui/tag-input";
import { pipelinesQuery, usersQuery } from "../records/queries";
import { Meanings } from "./meanings";
import { fieldLabel } from "./targets";

interface RulesStepProps {
  detail: ImportDetail;
  settings: ImportSettings;
  onChange: (settings: ImportSettings) => void;
}

const TELLING = ["phone", "email", "name", "text", "source"];

/** The fields by which a record can be known again: assigned ones that tell records apart. */
function tellingFields(detail: ImportDetail, settings: ImportSettings) {
  const core = new Set(detail.targets.filter((target) => !target.name).map((target) => target.field));
  return settings.columns.flatMap((column) => {
    if (column.to === "skip" || column.record !== detail.kind) return [];
    const custom = column.to === "new_field" || !core.has(column.field);
    if (!custom && !TELLING.includes(column.field)) return [];
    const name = column.to === "new_field" ? column.name : undefined;
    const known = detail.targets.find(
      (target) => target.record === column.record && target.field === column.field,
    );
    return [{ field: column.field, name: name ?? known?.name }];
  });
}

export function RulesStep({ detail, settings, onChange }: RulesStepProps) {
  const { t } = useTranslation();
  const pipelines = useQuery(pipelinesQuery);
  const users = useQuery(usersQuery);
  const set = (change: Partial<ImportSettings>) => onChange({ ...settings, ...change });
  const { by, action } = settings.repeats;
  const telling = tellingFields(detail, settings);
  const toggle = (field: string, on: boolean) =>
    set({ repeats: { action, by: on ? [...by, field] : by.filter((key) => key !== field) } });
  return (
    <Section title={t("import.rules")}>
      <div className="grid gap-x-6 gap-y-4 p-4 sm:grid-cols-2">
        <fieldset className="flex flex-col gap-1.5">
          <legend className="text-[13px] font-medium text-soft">{t("import.knownBy")}</legend>
          {telling.length === 0 ? <p className="text-xs text-faint">{t("import.knownByNone")}</p> : null}
          {telling.map(({ field, name }) => (
            <CheckLine
              key={field}
              label={fieldLabel(t, { field, name: name ?? null })}
              checked={by.includes(field)}
              onChange={(on) => toggle(field, on)}
            />
          ))}
        </fieldset>
        <Field label={t("import.repeats")} hint={t(`import.actionText.${action}`)}>
          {(props) => (
            <Select
              value={action}
              disabled={by.length === 0}
              onChange={(event) => {
                const chosen = (["skip", "update", "create"] as const).find(
                  (one) => one === event.target.value,
                );
                if (chosen) set({ repeats: { by, action: chosen } });
              }}
              {...props}
            >
              {(["skip", "update", "create"] as const).map((one) => (
                <option key={one} value={one}>
                  {t(`import.action.${one}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("import.dates")} hint={t("import.datesText")}>
          {(props) => (
            <Select
              value={settings.dates}
              onChange={(event) =>
                set({ dates: event.target.value === "month_first" ? "month_first" : "day_first" })
              }
              {...props}
            >
              <option value="day_first">{t("import.dayFirst")}</option>
              <option value="month_first">{t("import.monthFirst")}</option>
            </Select>
          )}
        </Field>
        <Field label={t("import.responsible")} hint={t("import.responsibleText")}>
          {(props) => (
            <Select
              value={settings.responsible_id ?? ""}
              onChange={(event) => set({ responsible_id: event.target.value || null })}
              {...props}
            >
              <option value="">{t("import.nobody")}</option>
              {users.data?.map((user) => (
                <option key={user.id} value={user.id}>
                  {user.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {detail.kind === "lead" ? (
          <Field label={t("import.pipeline")} hint={t("import.pipelineText")}>
            {(props) => (
              <Select
                value={settings.pipeline_id ?? ""}
                onChange={(event) => set({ pipeline_id: event.target.value || null })}
                {...props}
              >
                {pipelines.data?.map((pipeline) => (
                  <option key={pipeline.id} value={pipeline.id}>
                    {pipeline.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ) : null}
        <Field label={t("import.tags")} hint={t("import.tagsText")}>
          {({ id }) => (
            <TagInput
              id={id}
              label={t("import.tags")}
              value={settings.tags}
              onChange={(tags) => set({ tags })}
            />
          )}
        </Field>
        <div className="sm:col-span-2">
          <CheckLine
            label={t("import.startScenarios")}
            checked={settings.start_scenarios}
            onChange={(on) => set({ start_scenarios: on })}
          />
          <p className="pl-6 text-xs text-faint">{t("import.startScenariosText")}</p>
        </div>
      </div>
      <Meanings detail={detail} settings={settings} onChange={onChange} />
    </Section>
  );
}
