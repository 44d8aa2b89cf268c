import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { scenariosQuery } from "@/api/scenarios";
import type { Find, FindBy, Hook, RecordKind } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { CheckLine, Field, Input, Select } from "@/ui/field";
import { usePutHook } from "./queries";
import { SettingsForm } from "./settings-form";

const KINDS: RecordKind[] = ["contact", "lead", "company", "task"];
const OUTCOMES = [
  ["found", "find.found"],
  ["not_found", "find.notFound"],
  ["ambiguous", "find.ambiguous"],
] as const;

function ByRows({ rows, onChange }: { rows: FindBy[]; onChange: (rows: FindBy[]) => void }) {
  const { t } = useTranslation();
  const set = (at: number, change: Partial<FindBy>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...change } : row)));
  return (
    <div className="flex flex-col gap-2">
      {rows.map((row, index) => (
        <div key={index} className="flex items-center gap-2">
          <Input
            aria-label={`${t("find.field")} ${index + 1}`}
            placeholder="phone"
            required
            className="w-2/5"
            value={row.field}
            onChange={(e) => set(index, { field: e.target.value })}
          />
          <Input
            aria-label={`${t("find.value")} ${index + 1}`}
            placeholder="{phone}"
            required
            className="font-mono text-xs"
            value={String(row.value)}
            onChange={(e) => set(index, { value: e.target.value })}
          />
          <IconButton
            label={t("common.remove")}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
          >
            <X />
          </IconButton>
        </div>
      ))}
      <div>
        <Button size="sm" onClick={() => onChange([...rows, { field: "", value: "" }])}>
          <Plus /> {t("find.addRow")}
        </Button>
      </div>
    </div>
  );
}

export function FindTab({ hook }: { hook: Hook }) {
  const { t } = useTranslation();
  const [find, setFind] = useState<Find | null>(hook.settings.find ?? null);
  const put = usePutHook(hook.id);
  const manual = (useQuery(scenariosQuery).data ?? []).filter((row) => row.start.on === "manual");
  const save = () => put.mutateAsync({ key: hook.key, settings: { ...hook.settings, find } });
  const start: Find = { kind: "contact", by: [{ field: "phone", value: "{phone}" }] };
  return (
    <SettingsForm intro={t("find.intro")} busy={put.isPending} error={put.error} onSave={save}>
      <CheckLine
        label={t("find.enable")}
        checked={find !== null}
        onChange={(on) => setFind(on ? start : null)}
      />
      {find ? (
        <>
          <Field label={t("find.kind")}>
            {(props) => (
              <Select
                {...props}
                value={find.kind}
                onChange={(e) =>
                  setFind({ ...find, kind: KINDS.find((kind) => kind === e.target.value) ?? "contact" })
                }
              >
                {KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {t(`kind.${kind}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <ByRows rows={find.by} onChange={(by) => setFind({ ...find, by })} />
          {OUTCOMES.map(([name, label]) => (
            <Field key={name} label={t(label)}>
              {(props) => (
                <Select
                  {...props}
                  value={find[name] ?? ""}
                  onChange={(e) => setFind({ ...find, [name]: e.target.value || undefined })}
                >
                  <option value="">{t("find.noScenario")}</option>
                  {manual.map((row) => (
                    <option key={row.id} value={row.key}>
                      {row.name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          ))}
        </>
      ) : null}
    </SettingsForm>
  );
}
