import { Circle, CircleCheckBig } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { Task } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { Field, Input, Select } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { useRecordChange } from "./queries";

/** Closes a task; one with results asks which. */
export function CompleteTask({ task, wide }: { task: Task; wide?: boolean }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [result, setResult] = useState("");
  const complete = useRecordChange(() => api.post(`/tasks/${task.id}/complete`, result ? { result } : {}));
  if (task.done_at) return null;
  return (
    <>
      {wide ? (
        <Button variant="primary" onClick={() => setAsking(true)}>
          <CircleCheckBig /> {t("records.complete")}
        </Button>
      ) : (
        <IconButton
          label={`${t("records.complete")}: ${task.text}`}
          size="iconSm"
          onClick={() => setAsking(true)}
        >
          <Circle />
        </IconButton>
      )}
      <FormDialog
        title={t("records.completeTitle")}
        description={task.text}
        open={asking}
        onOpenChange={setAsking}
        action={t("records.complete")}
        onSubmit={async () => {
          await complete.mutateAsync(undefined);
          toast.success(t("records.completed"));
        }}
      >
        <Field label={t("records.result")}>
          {(props) =>
            task.results.length > 0 ? (
              <Select {...props} required value={result} onChange={(e) => setResult(e.target.value)}>
                <option value="">{t("records.chooseResult")}</option>
                {task.results.map((choice) => (
                  <option key={choice.name} value={choice.name}>
                    {choice.name}
                  </option>
                ))}
              </Select>
            ) : (
              <Input {...props} autoFocus value={result} onChange={(e) => setResult(e.target.value)} />
            )
          }
        </Field>
      </FormDialog>
    </>
  );
}
