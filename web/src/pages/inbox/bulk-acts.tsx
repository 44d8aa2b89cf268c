import { useQuery } from "@tanstack/react-query";
import { AlarmClock, Check, Ellipsis, UserRoundPlus, X, Zap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { currentZone } from "@/i18n/format";
import { usersQuery } from "@/pages/records/queries";
import { Button, IconButton } from "@/ui/button";
import { Field } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/ui/menu";
import { TagInput } from "@/ui/tag-input";
import { MacroPicker } from "./macro-picker";
import { SNOOZES, until } from "./snooze";
import type { DialogAct } from "./types";
import { useActs } from "./use-acts";
import { useChosen } from "./use-chosen";

/** What is done with the chosen dialogs, all at once. */
export function BulkActs({ shown }: { shown: string[] }) {
  const { t } = useTranslation();
  const chosen = useChosen();
  const acts = useActs();
  const [asking, setAsking] = useState<"macro" | "tag" | null>(null);
  const dialogs = [...chosen.ids];
  const none = dialogs.length === 0;
  const act = (one: DialogAct) =>
    acts.mutate({ dialogs, press: { acts: [one] } }, { onSuccess: chosen.clear });
  return (
    <div
      role="toolbar"
      aria-label={t("inbox.bulk")}
      className="flex shrink-0 flex-col gap-1 border-t bg-raised px-3 py-2"
    >
      <div className="flex items-center gap-1 text-[13px]">
        <span role="status" className="min-w-0 flex-1 truncate font-medium">
          {t("inbox.chosen", { count: dialogs.length })}
        </span>
        <Button size="sm" variant="ghost" onClick={() => chosen.all(shown)}>
          {t("inbox.chooseAll")}
        </Button>
        <IconButton size="iconSm" label={t("inbox.chooseEnd")} onClick={chosen.clear}>
          <X />
        </IconButton>
      </div>
      <div className="flex items-center gap-1">
        <Button size="sm" busy={acts.isPending} disabled={none} onClick={() => act({ act: "close" })}>
          <Check /> {t("inbox.close")}
        </Button>
        <AssignMany act={act} disabled={none} />
        <SnoozeMany act={act} disabled={none} />
        <IconButton
          size="iconSm"
          label={t("inbox.macros")}
          disabled={none}
          onClick={() => setAsking("macro")}
        >
          <Zap />
        </IconButton>
        <MoreMany act={act} disabled={none} tag={() => setAsking("tag")} />
      </div>
      {asking === "macro" ? (
        <MacroPicker
          dialogs={dialogs}
          close={() => {
            setAsking(null);
            chosen.clear();
          }}
        />
      ) : null}
      {asking === "tag" ? <TagMany act={act} close={() => setAsking(null)} /> : null}
    </div>
  );
}

interface ActProps {
  act: (act: DialogAct) => void;
  disabled: boolean;
}

function AssignMany({ act, disabled }: ActProps) {
  const { t } = useTranslation();
  const { user } = useSession();
  const users = useQuery(usersQuery).data ?? [];
  const sorted = [...users].sort((one, other) => Number(other.id === user.id) - Number(one.id === user.id));
  return (
    <Menu
      align="start"
      trigger={
        <IconButton size="iconSm" label={t("inbox.assign")} disabled={disabled}>
          <UserRoundPlus />
        </IconButton>
      }
    >
      {sorted.map((one) => (
        <MenuItem key={one.id} onSelect={() => act({ act: "assign", user: one.id })}>
          {one.id === user.id ? t("inbox.me", { name: one.name }) : one.name}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => act({ act: "assign", user: null })}>{t("inbox.assignNobody")}</MenuItem>
    </Menu>
  );
}

function SnoozeMany({ act, disabled }: ActProps) {
  const { t } = useTranslation();
  const now = Date.now() * 1000;
  return (
    <Menu
      align="start"
      trigger={
        <IconButton size="iconSm" label={t("inbox.snooze")} disabled={disabled}>
          <AlarmClock />
        </IconButton>
      }
    >
      {SNOOZES.map((name) => {
        const at = until(name, now, currentZone());
        return at === null ? null : (
          <MenuItem
            key={name}
            onSelect={() => act({ act: "snooze", secs: Math.max(60, Math.round((at - now) / 1_000_000)) })}
          >
            {t(`inbox.snoozeFor.${name}`)}
          </MenuItem>
        );
      })}
    </Menu>
  );
}

function MoreMany({ act, disabled, tag }: ActProps & { tag: () => void }) {
  const { t } = useTranslation();
  return (
    <Menu
      align="start"
      trigger={
        <IconButton size="iconSm" label={t("common.more")} disabled={disabled}>
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem onSelect={() => act({ act: "take" })}>{t("inbox.take")}</MenuItem>
      <MenuItem onSelect={() => act({ act: "release" })}>{t("inbox.release")}</MenuItem>
      <MenuItem onSelect={() => act({ act: "read" })}>{t("inbox.act.read")}</MenuItem>
      <MenuItem onSelect={tag}>{t("inbox.act.tag")}</MenuItem>
      <MenuLine />
      <MenuLabel>{t("inbox.act.status")}</MenuLabel>
      {(["auto", "manual", "waiting", "blocked", "finished"] as const).map((status) => (
        <MenuItem key={status} onSelect={() => act({ act: "status", status })}>
          {t(`inbox.status.${status}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}

function TagMany({ act, close }: { act: (act: DialogAct) => void; close: () => void }) {
  const { t } = useTranslation();
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const rows = [
    { label: t("inbox.tagAdd"), value: add, set: setAdd },
    { label: t("inbox.tagRemove"), value: remove, set: setRemove },
  ];
  return (
    <FormDialog
      title={t("inbox.act.tag")}
      open
      onOpenChange={close}
      onSubmit={async () => {
        if (add.length + remove.length > 0) act({ act: "tag", add, remove });
      }}
    >
      {rows.map(({ label, value, set }) => (
        <Field key={label} label={label}>
          {({ id }) => <TagInput id={id} label={label} value={value} onChange={set} />}
        </Field>
      ))}
    </FormDialog>
  );
}
