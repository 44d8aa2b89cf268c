import { useNavigate } from "@tanstack/react-router";
import { BellOff, CheckCheck, Settings2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/api/pages";
import type { Notification } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { Sheet } from "@/ui/sheet";
import { Notice } from "./notice";
import { useMarkRead } from "./queries";

/** What the person is told of, newest first. */
export function NotificationPanel({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mark = useMarkRead();
  const list = usePages<Notification>(["notifications", "list"], "/notifications");
  const newest = list.rows?.[0];
  const open = (notice: Notification) => {
    if (!notice.read) mark.mutate({ ids: [notice.id] });
    close();
  };
  const choose = () => {
    close();
    void navigate({ to: "/settings/$section", params: { section: "profile" }, hash: "notifications" });
  };
  return (
    <Sheet
      name="notifications"
      initial={440}
      title={t("notices.title")}
      open
      onClose={close}
      actions={
        <>
          {newest && list.rows?.some((notice) => !notice.read) ? (
            <Button size="sm" busy={mark.isPending} onClick={() => mark.mutate({ until: newest.id })}>
              <CheckCheck /> {t("notices.readAll")}
            </Button>
          ) : null}
          <IconButton label={t("notices.choose")} onClick={choose}>
            <Settings2 />
          </IconButton>
        </>
      }
    >
      {mark.error ? <ErrorNote error={mark.error} className="m-4" /> : null}
      <Load query={list.query}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={BellOff} title={t("notices.empty")} text={t("notices.emptyText")} />
          ) : (
            <>
              <ul aria-label={t("notices.title")}>
                {rows.map((notice) => (
                  <Notice key={notice.id} notice={notice} onOpen={open} />
                ))}
              </ul>
              {list.hasMore ? (
                <div className="flex justify-center p-4">
                  <Button busy={list.loadingMore} onClick={list.onMore}>
                    {t("list.more")}
                  </Button>
                </div>
              ) : null}
            </>
          )
        }
      </Load>
    </Sheet>
  );
}
