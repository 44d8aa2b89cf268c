import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { canAdmin, useSession } from "@/api/session";
import type { Role, User } from "@/api/types";
import { usersQuery } from "@/pages/records/queries";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Field, Input, Select } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { PasswordInput } from "../enter/password";

const ROLES: Role[] = ["owner", "admin", "manager", "operator", "read_only"];
const asRole = (text: string): Role => ROLES.find((role) => role === text) ?? "operator";

function RoleSelect({
  value,
  onChange,
  ...rest
}: {
  value: Role;
  onChange: (role: Role) => void;
  id?: string;
  "aria-label"?: string;
  disabled?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Select {...rest} value={value} onChange={(e) => onChange(asRole(e.target.value))}>
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {t(`users.roles.${role}`)}
        </option>
      ))}
    </Select>
  );
}

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
    await api.post("/users", form);
    await client.invalidateQueries({ queryKey: ["users"] });
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

function UserRow({ user, remove }: { user: User; remove: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const session = useSession();
  const self = user.id === session.user.id;
  const may = canAdmin(session.user) && !self;
  const setRole = (role: Role) =>
    api.patch(`/users/${user.id}`, { role }).then(
      () => client.invalidateQueries({ queryKey: ["users"] }),
      (error: Error) => toast.error(error.message),
    );
  return (
    <li className="flex items-center gap-3 px-4 py-2.5 text-[13px]">
      <Avatar name={user.name} className="size-8" />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2 truncate font-medium">
          {user.name} {self ? <Badge>{t("users.you")}</Badge> : null}
        </span>
        <span className="block truncate text-xs text-faint">{user.email}</span>
      </span>
      <span className="w-40 shrink-0 max-sm:w-28">
        <RoleSelect
          aria-label={`${t("users.role")}: ${user.name}`}
          disabled={!may}
          value={user.role}
          onChange={(role) => void setRole(role)}
        />
      </span>
      <IconButton
        label={`${t("common.delete")}: ${user.name}`}
        size="iconSm"
        disabled={!may}
        onClick={remove}
      >
        <Trash2 />
      </IconButton>
    </li>
  );
}

export function Users() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const users = useQuery(usersQuery);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<User | null>(null);
  const remove = async () => {
    await api.delete(`/users/${removing?.id}`);
    await client.invalidateQueries({ queryKey: ["users"] });
  };
  return (
    <Section
      title={t("settings.users.title")}
      actions={
        <Button size="sm" onClick={() => setAdding(true)}>
          <Plus /> {t("users.new")}
        </Button>
      }
    >
      <Load query={users}>
        {(rows) => (
          <ul className="divide-y">
            {rows.map((user) => (
              <UserRow key={user.id} user={user} remove={() => setRemoving(user)} />
            ))}
          </ul>
        )}
      </Load>
      {adding ? <NewUser close={() => setAdding(false)} /> : null}
      <Confirm
        title={t("users.deleteTitle", { name: removing?.name ?? "" })}
        text={t("users.deleteText")}
        action={t("common.delete")}
        danger
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        onConfirm={remove}
      />
    </Section>
  );
}
