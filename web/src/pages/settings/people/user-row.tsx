import { useQueryClient } from "@tanstack/react-query";
import { Ban, KeyRound, MoreHorizontal, RotateCcw, ShieldCheck, ShieldOff, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { canAdmin, useSession } from "@/api/session";
import type { InviteMade, User } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/ui/menu";
import { ChangesButton } from "../access/changes";
import { RoleSelect } from "./role-select";

interface UserRowProps {
  user: User;
  ask: (what: "remove" | "disable") => void;
  made: (link: InviteMade) => void;
}

/** A person: who, what they may do, and what can be done about them. */
export function UserRow({ user, ask, made }: UserRowProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const session = useSession();
  const self = user.id === session.user.id;
  const may = canAdmin(session.user) && !self && (user.role !== "owner" || session.user.role === "owner");
  const run = (work: Promise<unknown>) =>
    void work.then(
      () => client.invalidateQueries({ queryKey: ["users"] }),
      (error: Error) => toast.error(error.message),
    );
  const resetLink = () =>
    run(
      api.post<InviteMade>(`/users/${user.id}/password-link`).then((link) => {
        made(link);
        return client.invalidateQueries({ queryKey: ["invites"] });
      }),
    );
  return (
    <li className="flex items-center gap-3 px-4 py-2.5 text-[13px]">
      <Avatar name={user.name} className="size-8" />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2 font-medium">
          <span className="truncate">{user.name}</span>
          {self ? <Badge>{t("users.you")}</Badge> : null}
          {user.disabled_at ? <Badge tone="warn">{t("people.disabled")}</Badge> : null}
          {user.two_factor ? (
            <ShieldCheck className="size-3.5 shrink-0 text-good" aria-label={t("people.hasFactor")} />
          ) : null}
        </span>
        <span className="block truncate text-xs text-faint">{user.email}</span>
      </span>
      <span className="w-40 shrink-0 max-sm:w-28">
        <RoleSelect
          aria-label={`${t("users.role")}: ${user.name}`}
          disabled={!may}
          value={user.role}
          onChange={(role) => run(api.patch(`/users/${user.id}`, { role }))}
        />
      </span>
      <ChangesButton kind="user" name={user.email} title={user.name} small />
      <Menu
        trigger={
          <IconButton label={`${t("people.more")}: ${user.name}`} size="iconSm" disabled={!may}>
            <MoreHorizontal />
          </IconButton>
        }
      >
        {user.elsewhere ? (
          <div className="max-w-64">
            <MenuLabel>{t("people.elsewhere")}</MenuLabel>
          </div>
        ) : (
          <MenuItem onSelect={resetLink}>
            <KeyRound /> {t("people.makeReset")}
          </MenuItem>
        )}
        {user.two_factor && !user.elsewhere ? (
          <MenuItem onSelect={() => run(api.post(`/users/${user.id}/two-factor/remove`))}>
            <ShieldOff /> {t("people.removeFactor")}
          </MenuItem>
        ) : null}
        {user.disabled_at ? (
          <MenuItem onSelect={() => run(api.patch(`/users/${user.id}`, { disabled: false }))}>
            <RotateCcw /> {t("people.enable")}
          </MenuItem>
        ) : (
          <MenuItem onSelect={() => ask("disable")}>
            <Ban /> {t("people.disable")}
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem danger onSelect={() => ask("remove")}>
          <Trash2 /> {t("common.delete")}
        </MenuItem>
      </Menu>
    </li>
  );
}
