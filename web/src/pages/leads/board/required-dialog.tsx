import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Pipeline, Stage } from "@/api/types";
import { fieldsQuery } from "@/pages/records/queries";
import { Field } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { MultiSelect } from "@/ui/multi-select";

/** What every lead has that a stage may ask for. */
const CORE = ["sale", "source", "responsible", "tags", "contact", "company", "loss_reason"] as const;

interface RequiredDialogProps {
  pipeline: Pipeline;
  stage: Stage;
  close: () => void;
}

/** Which fields people fill in before a lead enters the stage. */
export function RequiredDialog({ pipeline, stage, close }: RequiredDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fields = useQuery(fieldsQuery("lead")).data ?? [];
  const [keys, setKeys] = useState(stage.required ?? []);
  const names = {
    sale: t("records.sale"),
    source: t("records.source"),
    responsible: t("records.responsible"),
    tags: t("records.tags"),
    contact: t("board.contact"),
    company: t("records.company"),
    loss_reason: t("records.lossReason"),
  };
  const options = [
    ...CORE.filter((key) => key !== "loss_reason" || stage.kind === "lost").map((key) => ({
      value: key as string,
      label: names[key],
    })),
    ...fields.map((field) => ({ value: field.key, label: field.name })),
  ];
  const chosen = keys.map(
    (key) => options.find((option) => option.value === key) ?? { value: key, label: key },
  );
  const save = async () => {
    const stages = pipeline.stages.map(({ key, name, kind, color, required }) => ({
      key,
      name,
      kind,
      color,
      required: key === stage.key ? keys : required,
    }));
    await api.put(`/pipelines/${pipeline.id}`, { key: pipeline.key, name: pipeline.name, stages });
    await client.invalidateQueries({ queryKey: ["pipelines"] });
  };
  return (
    <FormDialog
      title={t("board.requiredTitle", { stage: stage.name })}
      description={t("board.requiredText")}
      open
      onOpenChange={close}
      onSubmit={save}
    >
      <Field label={t("board.required")}>
        {({ id }) => (
          <MultiSelect
            id={id}
            label={t("board.required")}
            value={chosen}
            options={options}
            onChange={(picked) => setKeys(picked.map((option) => option.value))}
          />
        )}
      </Field>
    </FormDialog>
  );
}
