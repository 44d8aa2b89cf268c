import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api } from "@/api/client";
import { useSession } from "@/api/session";
import type { Workspace, WorkspaceRow } from "@/api/types";
import { goOver } from "@/api/workspaces";
import { WorkspaceFields } from "@/pages/settings/workspace-fields";
import { FormDialog, LEFT } from "@/ui/form-dialog";

const FIELDS = ["name", "timezone", "currency", "language"];
const beside = (fault: { path: string }) => FIELDS.includes(fault.path);

/** Makes a workspace and leads into it. It starts with what the present one has. */
export function NewWorkspace({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { timezone, currency, language } = useSession().workspace;
  const [form, setForm] = useState<Workspace>({ name: "", timezone, currency, language });
  const [fault, setFault] = useState<ApiError | null>(null);
  const make = async () => {
    setFault(null);
    try {
      const { id } = await api.post<WorkspaceRow>("/workspaces", form);
      await goOver(id);
      return LEFT;
    } catch (error) {
      if (error instanceof ApiError) setFault(error);
      throw error;
    }
  };
  return (
    <FormDialog
      title={t("workspaces.new")}
      description={t("workspaces.newText")}
      open
      onOpenChange={close}
      action={t("common.create")}
      isPlaced={(error) => error instanceof ApiError && error.errors.length > 0 && error.errors.every(beside)}
      onSubmit={make}
    >
      <WorkspaceFields form={form} setForm={setForm} fault={(name) => fault?.at(name)} first />
    </FormDialog>
  );
}
