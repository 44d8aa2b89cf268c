import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { canAdmin, useSession } from "@/api/session";
import type { Workspace } from "@/api/types";
import { setZone } from "@/i18n/format";
import { Erasures } from "@/pages/privacy/erasures";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { Danger } from "./danger";
import { SavedForm } from "./saved-form";
import { WorkspaceFields } from "./workspace-fields";

function Form({ workspace }: { workspace: Workspace }) {
  const client = useQueryClient();
  const { user } = useSession();
  const [form, setForm] = useState(workspace);
  const put = async ({ name, timezone, currency, language }: Workspace) => {
    await api.patch("/workspace", { name, timezone, currency, language });
    setZone(user.timezone ?? timezone);
    await client.invalidateQueries();
  };
  const undo = () => put(workspace).then(() => setForm(workspace));
  return (
    <SavedForm onSave={() => put(form)} onUndo={undo}>
      <WorkspaceFields form={form} setForm={setForm} />
    </SavedForm>
  );
}

export function WorkspaceSettings() {
  const workspace = useQuery({ queryKey: ["workspace"], queryFn: () => api.get<Workspace>("/workspace") });
  const { user } = useSession();
  return (
    <>
      <Section>
        <Load query={workspace}>{(data) => <Form workspace={data} />}</Load>
      </Section>
      {canAdmin(user) ? <Erasures /> : null}
      <Danger />
    </>
  );
}
