import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Hook } from "@/api/types";
import { Field, Input } from "@/ui/field";
import { FormDialog, LEFT } from "@/ui/form-dialog";
import { keyFrom } from "@/ui/key";
import { useHookChange } from "./queries";

export function NewHook({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const create = useHookChange(async () => {
    const hook = await api.post<Hook>("/hooks", { key: keyFrom(name) || undefined, settings: { name } });
    await navigate({ to: "/hooks/$id", params: { id: hook.id } });
    return LEFT;
  });
  return (
    <FormDialog
      title={t("hooks.new")}
      description={t("hooks.newText")}
      open={open}
      onOpenChange={onOpenChange}
      action={t("common.create")}
      onSubmit={() => create.mutateAsync(undefined)}
    >
      <Field label={t("common.name")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            placeholder={t("hooks.nameExample")}
            value={name}
            onChange={(e) => setName(e.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
