import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Users as UsersIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Team, User } from "@/api/types";
import { usersQuery } from "@/pages/records/queries";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { CheckLine, Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { teamsQuery } from "./queries";

type Draft = { id?: string; name: string; members: string[] };

function TeamDialog({ draft, users, close }: { draft: Draft; users: User[]; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(draft.name);
  const [members, setMembers] = useState(draft.members);
  const save = async () => {
    const team = { name, members };
    await (draft.id ? api.put(`/teams/${draft.id}`, team) : api.post("/teams", team));
    await client.invalidateQueries({ queryKey: ["teams"] });
  };
  return (
    <FormDialog title={draft.id ? draft.name : t("people.newTeam")} open onOpenChange={close} onSubmit={save}>
      <Field label={t("common.name")}>
        {(props) => (
          <Input {...props} required autoFocus value={name} onChange={(e) => setName(e.target.value)} />
        )}
      </Field>
      <fieldset className="flex flex-col gap-1">
        <legend className="pb-1 text-[13px] font-medium text-soft">{t("people.members")}</legend>
        {users.map((user) => (
          <CheckLine
            key={user.id}
            label={user.name}
            checked={members.includes(user.id)}
            onChange={(on) => setMembers(on ? [...members, user.id] : members.filter((id) => id !== user.id))}
          />
        ))}
      </fieldset>
    </FormDialog>
  );
}

function TeamRow({
  team,
  users,
  edit,
  remove,
}: {
  team: Team;
  users: User[];
  edit: () => void;
  remove: () => void;
}) {
  const { t } = useTranslation();
  const members = users.filter((user) => team.members.includes(user.id));
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-2.5 text-[13px]">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{team.name}</span>
        <span className="block truncate text-xs text-faint">
          {t("people.memberCount", { count: members.length })}
        </span>
      </span>
      <span className="flex -space-x-1.5">
        {members.slice(0, 5).map((user) => (
          <Avatar key={user.id} name={user.name} className="size-6 ring-2 ring-surface" />
        ))}
      </span>
      <Button size="sm" onClick={edit} aria-label={`${t("common.edit")}: ${team.name}`}>
        {t("common.edit")}
      </Button>
      <Button size="sm" variant="ghost" onClick={remove} aria-label={`${t("common.delete")}: ${team.name}`}>
        {t("common.delete")}
      </Button>
    </li>
  );
}

/** Teams, whose people may share what they see. */
export function Teams() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const teams = useQuery(teamsQuery);
  const users = useQuery(usersQuery).data ?? [];
  const [draft, setDraft] = useState<Draft | null>(null);
  const [removing, setRemoving] = useState<Team | null>(null);
  const remove = async () => {
    await api.delete(`/teams/${removing?.id}`);
    await client.invalidateQueries({ queryKey: ["teams"] });
  };
  return (
    <Section
      title={t("people.teams")}
      description={t("people.teamsText")}
      actions={
        <Button size="sm" onClick={() => setDraft({ name: "", members: [] })}>
          <Plus /> {t("people.newTeam")}
        </Button>
      }
    >
      <Load query={teams}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="flex items-center gap-2 p-4 text-[13px] text-faint">
              <UsersIcon className="size-4 shrink-0" aria-hidden /> {t("people.noTeams")}
            </p>
          ) : (
            <ul className="divide-y">
              {rows.map((team) => (
                <TeamRow
                  key={team.id}
                  team={team}
                  users={users}
                  edit={() => setDraft(team)}
                  remove={() => setRemoving(team)}
                />
              ))}
            </ul>
          )
        }
      </Load>
      {draft ? (
        <TeamDialog key={draft.id ?? "new"} draft={draft} users={users} close={() => setDraft(null)} />
      ) : null}
      <Confirm
        title={t("people.deleteTeam", { name: removing?.name ?? "" })}
        text={t("people.deleteTeamText")}
        action={t("common.delete")}
        danger
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        onConfirm={remove}
      />
    </Section>
  );
}
