import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { InviteMade, Role } from "@/api/types";
import { CheckLine, Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { teamsQuery } from "./queries";
import { RoleSelect } from "./role-select";

/** Invites somebody by a link; no mail server is needed. */
export function InviteDialog({ close, made }: { close: () => void; made: (link: InviteMade) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const teams = useQuery(teamsQuery).data ?? [];
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const [joins, setJoins] = useState<string[]>([]);
  const create = async () => {
    made(await api.post<InviteMade>("/invites", { name, email, role, teams: joins }));
    await client.invalidateQueries({ queryKey: ["invites"] });
  };
  return (
    <FormDialog
      title={t("people.invite")}
      description={t("people.inviteText")}
      open
      onOpenChange={close}
      action={t("people.makeLink")}
      onSubmit={create}
    >
      <Field label={t("setup.email")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            type="email"
            value={email}
            onChange={(e) => setEmail(e.target.value)}
          />
        )}
      </Field>
      <Field label={t("common.name")} hint={t("people.nameHint")}>
        {(props) => <Input {...props} value={name} onChange={(e) => setName(e.target.value)} />}
      </Field>
      <Field label={t("users.role")} hint={t(`people.roleHint.${role}`)}>
        {({ id }) => <RoleSelect id={id} value={role} onChange={setRole} />}
      </Field>
      {teams.length > 0 ? (
        <fieldset className="flex flex-col gap-1">
          <legend className="pb-1 text-[13px] font-medium text-soft">{t("people.teams")}</legend>
          {teams.map((team) => (
            <CheckLine
              key={team.id}
              label={team.name}
              checked={joins.includes(team.id)}
              onChange={(on) => setJoins(on ? [...joins, team.id] : joins.filter((id) => id !== team.id))}
            />
          ))}
        </fieldset>
      ) : null}
    </FormDialog>
  );
}
