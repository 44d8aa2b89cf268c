import { Circle, CircleCheckBig, Workflow } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { Task, TaskResultChoice } from "@/api/types";
import { useScenarioNames } from "@/pages/agenda/queries";
import { Button, IconButton } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { useRecordChange } from "./queries";

interface ResultsProps {
  results: TaskResultChoice[];
  chosen: string;
  onChoose: (name: string) => void;
}

/** The results to choose from, each with the scenario it starts. */
function Results({ results, chosen, onChoose }: ResultsProps) {
  const { t } = useTranslation();
  const scenarios = useScenarioNames();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-[13px] font-medium text-soft">{t("records.result")}</legend>
      {results.map((choice, at) => {
        const starts = choice.scenario ? (scenarios.get(choice.scenario)?.name ?? choice.scenario) : null;
        return (
          <label
            key={choice.name}
            className={cn(
              "flex cursor-pointer items-center gap-2.5 rounded-lg border px-3 py-2 text-[13px] hover:bg-hover has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ring",
              chosen === choice.name && "border-accent bg-accent-soft",
            )}
          >
            <input
              type="radio"
              name="result"
              required
              autoFocus={at === 0}
              className="accent-accent"
              checked={chosen === choice.name}
              onChange={() => onChoose(choice.name)}
            />
            <span className="min-w-0 flex-1 truncate">{choice.name}</span>
            {starts ? (
              <span className="flex min-w-0 items-center gap-1 text-xs text-faint">
                <Workflow className="size-3.5 shrink-0" aria-hidden />
                <span className="truncate">{t("agenda.starts", { name: starts })}</span>
              </span>
            ) : null}
          </label>
        );
      })}
    </fieldset>
  );
}

/** Asks how a task ended, and closes it. */
export function CompleteDialog({ task, close }: { task: Task; close: () => void }) {
  const { t } = useTranslation();
  const [result, setResult] = useState("");
  const complete = useRecordChange(() => api.post(`/tasks/${task.id}/complete`, result ? { result } : {}));
  return (
    <FormDialog
      title={t("records.completeTitle")}
      description={task.text}
      open
      onOpenChange={close}
      action={t("records.complete")}
      onSubmit={async () => {
        await complete.mutateAsync(undefined);
        toast.success(t("records.completed"));
      }}
    >
      {task.results.length > 0 ? (
        <Results results={task.results} chosen={result} onChoose={setResult} />
      ) : (
        <Field label={t("records.result")}>
          {(props) => (
            <Input {...props} autoFocus value={result} onChange={(event) => setResult(event.target.value)} />
          )}
        </Field>
      )}
    </FormDialog>
  );
}

/** Closes a task; one with results asks which. */
export function CompleteTask({ task, wide }: { task: Task; wide?: boolean }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
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
      {asking ? <CompleteDialog task={task} close={() => setAsking(false)} /> : null}
    </>
  );
}
