import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import type { SavedFlow } from "./api";
import { FaultPanel } from "./fault-panel";
import { FlowChanges } from "./flow-changes";
import { EMPTY } from "./flow-store";
import type { FlowFaultShown } from "./use-faults";
import type { FlowEditing } from "./use-flow";
import { WhoStands } from "./who-stands";

interface PublishProps {
  saved: SavedFlow;
  editing: FlowEditing;
  faults: FlowFaultShown[];
  close: () => void;
}

/** Before a flow runs for live people: what is wrong with it, what changes, and who stands where. */
export function Publish({ saved, editing, faults, close }: PublishProps) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const publish = async () => {
    const { version } = await editing.publish(note);
    toast.success(t("scenarioForm.published", { version }));
  };
  return (
    <FormDialog
      wide
      title={t("scenarioForm.publishTitle", { version: saved.version + 1 })}
      description={t("flows.publishText")}
      open
      onOpenChange={close}
      action={t("scenarioForm.publish")}
      onSubmit={publish}
    >
      <section className="flex max-h-52 flex-col gap-1.5 overflow-y-auto">
        <h3 className="text-xs font-semibold text-faint">{t("flows.checks")}</h3>
        <FaultPanel faults={faults} onPick={close} />
      </section>
      <section className="flex flex-col gap-1.5">
        <h3 className="text-xs font-semibold text-faint">
          {t("versions.changes", { version: saved.version })}
        </h3>
        <FlowChanges before={editing.live ?? EMPTY} after={editing.flow} />
      </section>
      <WhoStands saved={saved} editing={editing} />
      <Field label={t("scenarioForm.note")} hint={t("scenarioForm.noteHint")}>
        {(props) => (
          <Input {...props} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
        )}
      </Field>
    </FormDialog>
  );
}
