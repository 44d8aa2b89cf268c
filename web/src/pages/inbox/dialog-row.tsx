import { Link } from "@tanstack/react-router";
import { AlarmClock, Bot, Globe, type LucideIcon, Send, Sparkles, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useUserNames } from "@/pages/records/queries";
import { Avatar } from "@/ui/avatar";
import { cn } from "@/ui/cn";
import { Ago } from "@/ui/time";
import type { DialogRow as Row } from "./types";
import { useChosen } from "./use-chosen";

const holders = { flow: Bot, ai: Sparkles, operator: UserRound } satisfies Record<string, LucideIcon>;

/** Who speaks in the dialog, as an icon with a name. */
export function HolderMark({ dialog }: { dialog: Row }) {
  const { t } = useTranslation();
  const { kind } = dialog.holder;
  if (kind === "nobody") return null;
  const Icon = holders[kind];
  return (
    <span title={t(`inbox.holder.${kind}`)} className="inline-flex shrink-0">
      <Icon className="size-3.5 text-faint" aria-hidden />
      <span className="sr-only">{t(`inbox.holder.${kind}`)}</span>
    </span>
  );
}

/** A dialog in the list: who, what was said last, when, and what waits. */
export function DialogRow({ row, open }: { row: Row; open: boolean }) {
  const { t } = useTranslation();
  const names = useUserNames();
  const Channel = row.channel.kind === "telegram" ? Send : Globe;
  const said = row.last && row.last.author !== "contact" ? row.last.author : undefined;
  const chosen = useChosen();
  return (
    <>
      <Link
        to="/inbox"
        search={(before) => ({ ...before, dialog: row.id, message: undefined })}
        aria-current={open ? "true" : undefined}
        className="flex h-full gap-3 px-3 py-2.5 -outline-offset-2 hover:bg-hover/60"
      >
        <span className={cn("relative h-fit", chosen.on && "invisible")}>
          <Avatar name={row.name || "?"} className="size-9 text-xs" />
          <span className="absolute -right-1 -bottom-1 grid size-4 place-items-center rounded-full border bg-surface">
            <Channel
              className="size-2.5 text-soft"
              aria-label={t(`inbox.channel.${row.channel.kind ?? "none"}`)}
            />
          </span>
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span
              className={cn(
                "min-w-0 flex-1 truncate text-[13px]",
                row.unread > 0 ? "font-semibold" : "font-medium",
              )}
            >
              {row.name || t("inbox.nameless")}
            </span>
            <span className={cn("shrink-0 text-2xs", LATE[lateness(row)])}>
              <Ago at={row.last_at} />
            </span>
          </span>
          <span className="mt-0.5 flex items-center gap-1.5">
            <span
              className={cn("min-w-0 flex-1 truncate text-xs", row.unread > 0 ? "text-ink" : "text-faint")}
            >
              {said ? <span className="text-faint">{t(`inbox.said.${said}`)}: </span> : null}
              {row.last?.text}
            </span>
            {row.snoozed_until ? (
              <AlarmClock className="size-3.5 text-faint" aria-label={t("inbox.view.snoozed")} />
            ) : null}
            <HolderMark dialog={row} />
            {row.user ? (
              <span title={names.get(row.user)} className="inline-flex">
                <Avatar name={names.get(row.user) ?? ""} className="size-4 text-[8px]" />
                <span className="sr-only">{names.get(row.user)}</span>
              </span>
            ) : null}
            {row.unread > 0 ? (
              <span className="grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 text-[10px] font-semibold text-on-accent">
                {row.unread}
                <span className="sr-only"> {t("inbox.unread", { count: row.unread })}</span>
              </span>
            ) : null}
          </span>
        </span>
      </Link>
      <label
        className={cn(
          "absolute top-2.5 left-3 grid size-9 cursor-pointer place-items-center rounded-full max-sm:-top-0 max-sm:left-1 max-sm:size-14",
          !chosen.on &&
            "bg-surface opacity-0 hover:opacity-100 has-[:focus-visible]:opacity-100 max-sm:pointer-events-none",
        )}
      >
        <input
          type="checkbox"
          className="size-4 accent-accent"
          aria-label={t("inbox.choose", { name: row.name || t("inbox.nameless") })}
          checked={chosen.ids.has(row.id)}
          onChange={() => chosen.flip(row.id)}
        />
      </label>
    </>
  );
}

/** After so long without an answer a person waits long, and too long; microseconds. */
const LONG = 600_000_000;
const TOO_LONG = 3_600_000_000;

function lateness({ unread, heard_at }: Row): keyof typeof LATE {
  if (unread === 0 || !heard_at) return "none";
  const waits = Date.now() * 1000 - heard_at;
  return waits > TOO_LONG ? "tooLong" : waits > LONG ? "long" : "none";
}
const LATE = { none: "text-faint", long: "font-medium text-warn", tooLong: "font-medium text-bad" };
