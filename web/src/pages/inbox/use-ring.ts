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

/** Tells it outside the page, when nobody looks at it and the browser may. */
function tellOutside(title: string, body: string, tag: string, open: () => void): void {
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
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
    newest<DialogRow>("/dialogs", { view, ...(view === "mine" ? { unread: "true" } : {}) }, (row) =>
      tellOutside(
        row.name || t("inbox.nameless"),
        row.last?.text ?? t("inbox.ringText", { count: by }),
        `dialog-${row.id}`,
        () => goTo({ view, dialog: row.id }),
      ),
    );
  });
  useGrowth(unread, () =>
    newest<Notice>("/notifications", {}, (notice) => {
      if (!CALLS.has(notice.kind) || notice.read) return;
      if (sound.on()) ring();
      tellOutside(t("inbox.ring"), noticeText(t, notice), notice.id, () => goTo({ dialog: notice.subject }));
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
