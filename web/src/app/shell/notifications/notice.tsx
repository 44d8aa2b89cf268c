import { Link, type LinkProps } from "@tanstack/react-router";
import {
  AtSign,
  BellRing,
  CircleCheckBig,
  CircleX,
  ClipboardList,
  Clock,
  type LucideIcon,
  MessagesSquare,
  Pause,
  SendHorizontal,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { NoticeKind, Notification } from "@/api/types";
import type { T } from "@/i18n";
import { cn } from "@/ui/cn";
import { Ago } from "@/ui/time";
import { AnnouncementButtons } from "./announcement-buttons";

const LOOKS: Record<NoticeKind, { icon: LucideIcon; tone: string }> = {
  run_failed: { icon: CircleX, tone: "bg-bad-soft text-bad" },
  delivery_failed: { icon: SendHorizontal, tone: "bg-bad-soft text-bad" },
  bulk_finished: { icon: CircleCheckBig, tone: "bg-good-soft text-good" },
  hook_paused: { icon: Pause, tone: "bg-warn-soft text-warn" },
  bridge_paused: { icon: Pause, tone: "bg-bad-soft text-bad" },
  task_assigned: { icon: ClipboardList, tone: "bg-accent-soft text-accent-ink" },
  task_due: { icon: Clock, tone: "bg-warn-soft text-warn" },
  mentioned: { icon: AtSign, tone: "bg-accent-soft text-accent-ink" },
  dialog_assigned: { icon: MessagesSquare, tone: "bg-accent-soft text-accent-ink" },
  announcement: { icon: BellRing, tone: "bg-accent-soft text-accent-ink" },
};

const RECORD_PAGES = {
  lead: "/leads/$id",
  contact: "/contacts/$id",
  company: "/companies/$id",
  task: "/tasks/$id",
} as const;

/** Where a notification leads: to the one thing, or to the list of all of them. */
export function noticeTarget({ kind, subject, latest, count, announcement }: Notification): LinkProps {
  switch (kind) {
    case "announcement":
      return announcement?.record
        ? { to: RECORD_PAGES[announcement.record.kind], params: { id: announcement.record.id } }
        : { to: "/runs/$id", params: { id: latest } };
    case "run_failed":
      return count === 1
        ? { to: "/runs/$id", params: { id: latest } }
        : { to: "/runs", search: { scenario: subject, status: "failed" } };
    case "delivery_failed":
      return count === 1
        ? { to: "/deliveries/$id", params: { id: latest } }
        : { to: "/deliveries", search: { state: "failed", host: subject } };
    case "bulk_finished":
      return { to: "/bulk" };
    case "hook_paused":
      return { to: "/hooks/$id", params: { id: subject } };
    case "bridge_paused":
      return { to: "/scenarios/$id", params: { id: subject } };
    case "task_assigned":
    case "task_due":
      return { to: "/tasks/$id", params: { id: subject } };
    case "mentioned":
      return { to: "/inbox", search: { view: "all", dialog: subject, message: latest } };
    case "dialog_assigned":
      return { to: "/inbox", search: { view: "mine", dialog: subject } };
  }
}

export function noticeText(t: T, { kind, title, subject, count }: Notification): string {
  return t(`notices.text.${kind}`, { title: title ?? subject, count });
}

/** One notification; opening it reads it. */
export function Notice({ notice, onOpen }: { notice: Notification; onOpen: (notice: Notification) => void }) {
  const { t } = useTranslation();
  const { icon: Icon, tone } = LOOKS[notice.kind];
  return (
    <li className="relative flex gap-3 border-b px-5 py-3 hover:bg-hover/60 has-[:focus-visible]:bg-hover/60 max-sm:px-4">
      <span className={cn("mt-0.5 grid size-7 shrink-0 place-items-center rounded-full", tone)}>
        <Icon className="size-3.5" aria-hidden />
      </span>
      <span className="min-w-0 flex-1 text-[13px] leading-5">
        <Link
          {...noticeTarget(notice)}
          onClick={() => onOpen(notice)}
          className={cn(
            "break-words after:absolute after:inset-0 after:content-[''] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring",
            notice.read ? "text-soft" : "font-medium text-ink",
          )}
        >
          {noticeText(t, notice)}
        </Link>
        {notice.announcement?.text ? (
          <span className="block break-words whitespace-pre-line text-soft">{notice.announcement.text}</span>
        ) : null}
        {notice.announcement ? <AnnouncementButtons announcement={notice.announcement} /> : null}
        <span className="block text-xs text-faint">
          <Ago at={notice.at} />
        </span>
      </span>
      {notice.read ? null : (
        <span className="mt-1.5 size-2 shrink-0 rounded-full bg-accent">
          <span className="sr-only">{t("notices.unread")}</span>
        </span>
      )}
    </li>
  );
}
