import { useQuery } from "@tanstack/react-query";
import { UserRoundPlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useSession } from "@/api/session";
import { usersQuery } from "@/pages/records/queries";
import { Avatar } from "@/ui/avatar";
import { Button, IconButton } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Popover } from "@/ui/popover";
import { useDialogAct } from "./queries";
import type { Dialog } from "./types";

interface Props {
  dialog: Dialog;
  open: boolean;
  setOpen: (open: boolean) => void;
}

/** Gives the dialog to somebody, oneself first. */
export function AssignMenu({ dialog, open, setOpen }: Props) {
  const { t } = useTranslation();
  const { user } = useSession();
  const users = useQuery(usersQuery).data ?? [];
  const give = useDialogAct((to: string | null) => api.post(`/dialogs/${dialog.id}/assign`, { user: to }));
  const choose = (to: string | null) => give.mutate(to, { onSuccess: () => setOpen(false) });
  const sorted = [...users].sort((one, other) => Number(other.id === user.id) - Number(one.id === user.id));
  const owner = users.find((one) => one.id === dialog.user);
  return (
    <Popover
      label={t("inbox.assign")}
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="w-64 p-1"
      trigger={
        <IconButton label={owner ? t("inbox.assignedTo", { name: owner.name }) : t("inbox.assign")}>
          {owner ? <Avatar name={owner.name} /> : <UserRoundPlus />}
        </IconButton>
      }
    >
      <div className="flex flex-col">
        {sorted.map((one) => (
          <Button
            key={one.id}
            variant="ghost"
            className="justify-start"
            aria-pressed={one.id === dialog.user}
            onClick={() => choose(one.id)}
          >
            <Avatar name={one.name} className="size-5 text-[9px]" />
            <span className="truncate">
              {one.id === user.id ? t("inbox.me", { name: one.name }) : one.name}
            </span>
          </Button>
        ))}
        <Button
          variant="ghost"
          className="justify-start"
          disabled={!dialog.user}
          onClick={() => choose(null)}
        >
          {t("inbox.assignNobody")}
        </Button>
      </div>
      {give.error ? <ErrorNote className="m-1" error={give.error} /> : null}
    </Popover>
  );
}
