import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ScenarioField } from "@/pages/settings/macro-acts";
import { Field } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { TagInput } from "@/ui/tag-input";
import { StepPicker } from "./step-picker";
import type { DialogAct } from "./types";

export interface AskProps {
  act: (act: DialogAct) => void;
  close: () => void;
}

/** Which tags the chosen ones get and lose. */
export function TagMany({ act, close }: AskProps) {
  const { t } = useTranslation();
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const rows = [
    { label: t("inbox.tagAdd"), value: add, set: setAdd },
    { label: t("inbox.tagRemove"), value: remove, set: setRemove },
  ];
  return (
    <FormDialog
      title={t("inbox.act.tag")}
      open
      onOpenChange={close}
      onSubmit={async () => {
        if (add.length + remove.length > 0) act({ act: "tag", add, remove });
      }}
    >
      {rows.map(({ label, value, set }) => (
        <Field key={label} label={label}>
          {({ id }) => <TagInput id={id} label={label} value={value} onChange={set} />}
        </Field>
      ))}
    </FormDialog>
  );
}

/** To which step the chosen ones go. */
export function MoveMany({ act, close }: AskProps) {
  const { t } = useTranslation();
  const [to, setTo] = useState("");
  return (
    <FormDialog
      title={t("inbox.move")}
      description={t("inbox.many.moveText")}
      action={t("inbox.many.move")}
      open
      onOpenChange={close}
      onSubmit={async () => {
        if (to) act({ act: "move", to });
      }}
    >
      <StepPicker onPick={setTo} />
    </FormDialog>
  );
}

/** Which scenario runs for the contacts of the chosen ones. */
export function RunMany({ act, close }: AskProps) {
  const { t } = useTranslation();
  const [scenario, setScenario] = useState("");
  return (
    <FormDialog
      title={t("inbox.act.run")}
      description={t("inbox.many.runText")}
      action={t("inbox.many.run")}
      open
      onOpenChange={close}
      onSubmit={async () => {
        if (scenario) act({ act: "run", scenario });
      }}
    >
      <ScenarioField value={scenario} onChange={setScenario} />
    </FormDialog>
  );
}
