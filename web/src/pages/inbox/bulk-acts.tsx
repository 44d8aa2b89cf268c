import { useQuery } from "@tanstack/react-query";
import { AlarmClock, Check, Ellipsis, UserRoundPlus, X, Zap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { currentZone } from "@/i18n/format";
import { usersQuery } from "@/pages/records/queries";
import { Button, IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/ui/menu";
import { MoveMany, RunMany, TagMany } from "./bulk-asks";
import { MacroPicker } from "./macro-picker";
import { SNOOZES, until } from "./snooze";
import type { DialogAct } from "./types";
import { useActs } from "./use-acts";
import { useChosen } from "./use-chosen";

/** What has to be said more of before it is done. */
const ASKS = { tag: TagMany, move: MoveMany, run: RunMany };
type Ask = keyof typeof ASKS;

/** What is done with the chosen dialogs, all at once. */
export function BulkActs({ shown }: { shown: string[] }) {
  const { t } = useTranslation();
  const chosen = useChosen();
  const acts = useActs();
  const [asking, setAsking] = useState<"macro" | Ask | null>(null);
  const Asked = asking && asking !== "macro" ? ASKS[asking] : null;
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
        <MoreMany act={act} disabled={none} ask={setAsking} />
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
      {Asked ? <Asked act={act} close={() => setAsking(null)} /> : null}
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

function MoreMany({ act, disabled, ask }: ActProps & { ask: (ask: Ask) => void }) {
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
      <MenuItem onSelect={() => ask("tag")}>{t("inbox.act.tag")}</MenuItem>
      <MenuItem onSelect={() => ask("move")}>{t("inbox.act.move")}</MenuItem>
      <MenuItem onSelect={() => ask("run")}>{t("inbox.act.run")}</MenuItem>
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
