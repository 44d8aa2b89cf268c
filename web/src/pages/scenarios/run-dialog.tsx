import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { RecordKind, RecordLink, ScenarioFull } from "@/api/types";
import { Field, Input, Select } from "@/ui/field";
import { FormDialog, LEFT } from "@/ui/form-dialog";
import { asKind, RECORD_KINDS, RecordPicker } from "@/ui/record-picker";
import { Segmented } from "@/ui/segmented";

interface RunDialogProps {
  scenario: ScenarioFull;
  name: string;
  close: () => void;
}

/** Runs a manual scenario on one record, on all that fit a filter, or on none. */
export function RunDialog({ scenario, name, close }: RunDialogProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const wanted = asKind(
    typeof scenario.scenario?.start.record === "string" ? scenario.scenario.start.record : undefined,
  );
  const [mode, setMode] = useState<"one" | "many" | "none">("one");
  const [record, setRecord] = useState<RecordLink | null>(null);
  const [kind, setKind] = useState<RecordKind>(wanted ?? "lead");
  const [tag, setTag] = useState("");
  const run = async () => {
    const target =
      mode === "one" && record
        ? { record: { kind: record.kind, id: record.id } }
        : mode === "many"
          ? { filter: { kind, ...(tag ? { tag } : {}) } }
          : {};
    const answer = await api.post<{ bulk_id?: string }>(`/scenarios/${scenario.id}/run`, target);
    toast.success(t("runDialog.started"));
    await navigate(answer.bulk_id ? { to: "/bulk" } : { to: "/runs", search: { scenario: scenario.id } });
    return LEFT;
  };
  return (
    <FormDialog
      title={t("runDialog.title", { name })}
      open
      onOpenChange={close}
      action={t("runDialog.run")}
      onSubmit={run}
    >
      <Segmented
        label={t("runDialog.on")}
        value={mode}
        onChange={setMode}
        options={[
          { name: "one", label: t("runDialog.one") },
          { name: "many", label: t("runDialog.many") },
          ...(wanted ? [] : [{ name: "none" as const, label: t("runDialog.none") }]),
        ]}
      />
      {mode === "one" ? (
        <RecordPicker kinds={wanted ? [wanted] : RECORD_KINDS} value={record} onPick={setRecord} />
      ) : null}
      {mode === "many" ? (
        <div className="grid grid-cols-2 gap-4">
          <Field label={t("picker.kind")}>
            {(props) => (
              <Select
                {...props}
                disabled={Boolean(wanted)}
                value={kind}
                onChange={(e) => setKind(asKind(e.target.value) ?? kind)}
              >
                {RECORD_KINDS.map((one) => (
                  <option key={one} value={one}>
                    {t(`kind.${one}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t("runDialog.tag")}>
            {(props) => <Input {...props} value={tag} onChange={(e) => setTag(e.target.value)} />}
          </Field>
        </div>
      ) : null}
    </FormDialog>
  );
}
