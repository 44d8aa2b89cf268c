import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import type { ScenarioFull } from "@/api/types";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { ChangeList } from "./form/change-list";
import type { useCheck } from "./use-check";
import type { Editing } from "./use-draft";

interface PublishProps {
  saved: ScenarioFull;
  editing: Editing;
  check: ReturnType<typeof useCheck>;
  close: () => void;
}

/** Before a draft runs: what is wrong with it, what changes, and a word for those who look later. */
export function PublishDialog({ saved, editing, check, close }: PublishProps) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const errors = check.faults.filter((fault) => fault.severity === "error");
  const warnings = check.faults.filter((fault) => fault.severity === "warning");
  const publish = async () => {
    const { version } = await editing.publish(note);
    toast.success(t("scenarioForm.published", { version }));
  };
  return (
    <FormDialog
      wide
      title={t("scenarioForm.publishTitle", { version: saved.version + 1 })}
      description={saved.on ? t("scenarioForm.publishLive") : t("scenarioForm.publishOff")}
      open
      onOpenChange={close}
      action={t("scenarioForm.publish")}
      onSubmit={publish}
    >
      <div className="flex flex-col gap-1.5 text-[13px]">
        {errors.length + warnings.length === 0 ? (
          <p className="flex items-center gap-2">
            <CircleCheck className="size-4 text-good" aria-hidden /> {t("editor.noFaults")}
          </p>
        ) : null}
        {errors.map((fault, index) => (
          <p key={index} className="flex gap-2 text-bad">
            <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden /> {fault.path} {fault.message}
          </p>
        ))}
        {warnings.map((fault, index) => (
          <p key={index} className="flex gap-2 text-warn">
            <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden /> {fault.path} {fault.message}
          </p>
        ))}
      </div>
      <ChangeList
        label={t("versions.changes", { version: saved.version })}
        before={saved.text}
        after={editing.text}
      />
      <Field label={t("scenarioForm.note")} hint={t("scenarioForm.noteHint")}>
        {(props) => (
          <Input {...props} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
        )}
      </Field>
    </FormDialog>
  );
}
