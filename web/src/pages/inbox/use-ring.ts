import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, type Query } from "@/api/client";
import type { Notification as Notice, NoticeKind } from "@/api/types";
import { noticeText } from "@/app/shell/notifications/notice";
import { unreadQuery } from "@/app/shell/notifications/queries";
import { ring } from "@/ui/ring";
import { countsQuery } from "./queries";
import type { DialogRow } from "./types";

const SOUND = "signalbox.inbox.sound";

/** Whether new messages are heard; a choice of the machine. */
export const sound = {
  on: () => localStorage.getItem(SOUND) !== "off",
  set: (on: boolean) => localStorage.setItem(SOUND, on ? "on" : "off"),
};

interface Outside {
  title: string;
  body: string;
  tag: string;
  /** The dialog it is about, and the caption of a button that takes it: of several who press, one has it. */
  dialog?: string;
  take?: string;
  open: () => void;
}

/** Tells it outside the page, when nobody looks at it and the browser may; with a button where the browser can. */
async function tellOutside({ title, body, tag, dialog, take, open }: Outside): Promise<void> {
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  const worker = dialog ? await navigator.serviceWorker?.getRegistration() : undefined;
  if (worker) {
    const actions = take ? [{ action: "take", title: take }] : [];
    const shown: NotificationOptions & { actions: typeof actions } = {
      body,
      tag,
      icon: "/icon-192.png",
      data: { dialog },
      actions,
    };
    await worker.showNotification(title, shown);
    return;
  }
  const told = new Notification(title, { body, tag });
  told.onclick = () => {
    window.focus();
    told.close();
    open();
  };
}

/** Calls this with the number from before whenever it has grown. */
function useGrowth(count: number | undefined, grown: (by: number) => void): void {
  const before = useRef<number | undefined>(undefined);
  const tell = useRef(grown);
  tell.current = grown;
  useEffect(() => {
    const known = before.current;
    before.current = count;
    if (count !== undefined && known !== undefined && count > known) tell.current(count - known);
  }, [count]);
}

/** What people of the studio are called by: a note that names them, a dialog given to them. */
const CALLS: ReadonlySet<NoticeKind> = new Set<NoticeKind>(["mentioned", "dialog_assigned"]);

/** Rings on every page when more waits for this operator than before, or when somebody calls them. */
export function useRing(): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const counts = useQuery(countsQuery).data;
  const unread = useQuery(unreadQuery).data;
  const goTo = (search: { view?: string; dialog?: string }) => void navigate({ to: "/inbox", search });
  useGrowth(counts && counts.mine_unread + counts.unassigned, (by) => {
    if (sound.on()) ring();
    if (!document.hidden) return;
    const view = counts && counts.mine_unread > 0 ? "mine" : "unassigned";
    newest<DialogRow>(
      "/dialogs",
      { view, ...(view === "mine" ? { unread: "true" } : {}) },
      (row) =>
        void tellOutside({
          title: row.name || t("inbox.nameless"),
          body: row.last?.text ?? t("inbox.ringText", { count: by }),
          tag: `dialog-${row.id}`,
          dialog: row.id,
          take: row.holder.kind === "operator" ? undefined : t("inbox.take"),
          open: () => goTo({ view, dialog: row.id }),
        }),
    );
  });
  useGrowth(unread, () =>
    newest<Notice>("/notifications", {}, (notice) => {
      if (!CALLS.has(notice.kind) || notice.read) return;
      if (sound.on()) ring();
      void tellOutside({
        title: t("inbox.ring"),
        body: noticeText(t, notice),
        tag: notice.id,
        open: () => goTo({ dialog: notice.subject }),
      });
    }),
  );
}

/** The first of a list; without a connection there is nothing to tell of. */
function newest<Row>(path: string, query: Query, tell: (row: Row) => void): void {
  api.get<{ items: Row[] }>(path, { ...query, limit: 1 }).then(
    ({ items: [row] }) => row && tell(row),
    () => undefined,
  );
}
