import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Send } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { canAdmin, useSession } from "@/api/session";
import type { InviteMade, Role, User } from "@/api/types";
import { usersQuery } from "@/pages/records/queries";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { PasswordInput } from "../enter/password";
import { InviteDialog } from "./people/invite-dialog";
import { WaitingInvites } from "./people/invites";
import { MadeLink } from "./people/made-link";
import { RoleSelect } from "./people/role-select";
import { Teams } from "./people/teams";
import { UserRow } from "./people/user-row";

function NewUser({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [form, setForm] = useState<{ name: string; email: string; password: string; role: Role }>({
    name: "",
    email: "",
    password: "",
    role: "operator",
  });
  const create = async () => {
    const made = await api.post<User>("/users", form);
    await client.invalidateQueries({ queryKey: ["users"] });
    if (made.elsewhere) toast.success(t("people.joined", { name: made.name }));
  };
  return (
    <FormDialog
      title={t("users.new")}
      open
      onOpenChange={close}
      action={t("common.create")}
      onSubmit={create}
    >
      <Field label={t("common.name")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            value={form.name}
            onChange={(e) => setForm({ ...form, name: e.target.value })}
          />
        )}
      </Field>
      <Field label={t("setup.email")}>
        {(props) => (
          <Input
            {...props}
            required
            type="email"
            value={form.email}
            onChange={(e) => setForm({ ...form, email: e.target.value })}
          />
        )}
      </Field>
      <Field label={t("setup.password")} hint={t("setup.passwordHint")}>
        {(props) => (
          <PasswordInput
            {...props}
            required
            minLength={8}
            autoComplete="new-password"
            value={form.password}
            onChange={(e) => setForm({ ...form, password: e.target.value })}
          />
        )}
      </Field>
      <Field label={t("users.role")}>
        {({ id }) => <RoleSelect id={id} value={form.role} onChange={(role) => setForm({ ...form, role })} />}
      </Field>
    </FormDialog>
  );
}

type Asked = { user: User; what: "remove" | "disable" };

/** Asks before somebody is shut out or removed. */
function AskFirst({ asked, close }: { asked: Asked | null; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { user, what = "remove" } = asked ?? {};
  const name = user?.name ?? "";
  const go = async () => {
    await (what === "remove"
      ? api.delete(`/users/${user?.id}`)
      : api.patch(`/users/${user?.id}`, { disabled: true }));
    await client.invalidateQueries({ queryKey: ["users"] });
  };
  return (
    <Confirm
      title={what === "remove" ? t("users.deleteTitle", { name }) : t("people.disableTitle", { name })}
      text={what === "remove" ? t("users.deleteText") : t("people.disableText")}
      action={what === "remove" ? t("common.delete") : t("people.disable")}
      danger
      open={asked !== null}
      onOpenChange={close}
      onConfirm={go}
    />
  );
}

/** Who may sign in: people, links that wait, teams. */
export function Users() {
  const { t } = useTranslation();
  const { user: me } = useSession();
  const users = useQuery(usersQuery);
  const [adding, setAdding] = useState(false);
  const [inviting, setInviting] = useState(false);
  const [made, setMade] = useState<InviteMade | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const may = canAdmin(me);
  const actions = (
    <>
      <Button size="sm" onClick={() => setAdding(true)}>
        <Plus /> {t("users.new")}
      </Button>
      <Button size="sm" variant="primary" onClick={() => setInviting(true)}>
        <Send /> {t("people.invite")}
      </Button>
    </>
  );
  return (
    <>
      <Section title={t("settings.users.title")} actions={may ? actions : null}>
        <Load query={users}>
          {(rows) => (
            <ul className="divide-y">
              {rows.map((user) => (
                <UserRow key={user.id} user={user} ask={(what) => setAsked({ user, what })} made={setMade} />
              ))}
            </ul>
          )}
        </Load>
      </Section>
      {may ? <WaitingInvites /> : null}
      {may ? <Teams /> : null}
      {adding ? <NewUser close={() => setAdding(false)} /> : null}
      {inviting ? <InviteDialog close={() => setInviting(false)} made={setMade} /> : null}
      <MadeLink made={made} close={() => setMade(null)} />
      <AskFirst asked={asked} close={() => setAsked(null)} />
    </>
  );
}
