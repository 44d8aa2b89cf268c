import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";

/** Adds a parameter by its dotted name. */
export function NewTarget({ close, onAdd }: { close: () => void; onAdd: (name: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  return (
    <FormDialog
      title={t("connections.addParameter")}
      open
      onOpenChange={close}
      action={t("common.add")}
      onSubmit={async () => onAdd(name.trim())}
    >
      <Field
        label={t("common.name")}
        hint={t("connections.parametersHint", { example: "customer.mobilePhone" })}
      >
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            className="font-mono text-xs"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
