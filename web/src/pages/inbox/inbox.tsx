import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { useDragWidth } from "@/ui/use-drag-width";
import { useInAddress } from "@/ui/use-in-address";
import { usePhone } from "@/ui/use-phone";
import { ContactPane } from "./contact-pane";
import { DialogList } from "./dialog-list";
import { dialogQuery, useDialogs, useLiveDialogs } from "./queries";
import { addressOf } from "./saved-views";
import { Thread } from "./thread";
import { type Filters, VIEWS, type View } from "./types";
import { ChosenContext, useChoosing } from "./use-chosen";
import { useInboxKeys } from "./use-inbox-keys";

const route = getRouteApi("/studio/inbox");

function useFilters(): Filters {
  const { view, dialog: _, card: __, message: ___, saved: ____, in: _____, ...rest } = route.useSearch();
  return { view: VIEWS.find((name) => name === view) ?? "mine", ...rest };
}

/** Dialogs on the left, what is said in the middle, who it is on the right. On a phone one at a time. */
export function InboxPage() {
  const { t } = useTranslation();
  const filters = useFilters();
  const navigate = route.useNavigate();
  const phone = usePhone();
  const dialog = useInAddress("dialog");
  const card = useInAddress("card");
  const { message, saved, in: place } = route.useSearch();
  const choosing = useChoosing();
  const pages = useDialogs(filters);
  useLiveDialogs();
  useEffect(() => {
    document.title = `${t("inbox.title")} · Signalbox`;
  }, [t]);
  const change = (next: Partial<Record<keyof Filters | "saved" | "in", string | undefined>>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const go = (step: 1 | -1) => {
    const rows = pages.rows ?? [];
    const at = rows.findIndex((row) => row.id === dialog.value);
    const next = rows[at < 0 ? 0 : at + step];
    if (next) dialog.swap(next.id);
  };
  useInboxKeys({
    go,
    view: (view: View) => change(addressOf(null, view)),
    choose: () => dialog.value && choosing.flip(dialog.value),
    close: choosing.on ? choosing.clear : phone ? dialog.close : undefined,
  });
  const list = useDragWidth({
    label: t("inbox.listWidth"),
    name: "inbox.list",
    initial: 340,
    min: 260,
    max: 480,
    edge: "right",
  });
  const pane = phone ? (dialog.value ? (card.value ? "card" : "thread") : "list") : "all";
  return (
    <div className="flex min-h-0 flex-1 overflow-hidden">
      <h1 className="sr-only">{t("inbox.title")}</h1>
      {pane === "all" || pane === "list" ? (
        <div
          className="relative flex min-h-0 shrink-0 flex-col border-r bg-surface max-sm:w-full max-sm:border-0"
          style={phone ? undefined : { width: list.width }}
        >
          <ChosenContext.Provider value={choosing}>
            <DialogList
              filters={filters}
              saved={saved}
              inMessages={place === "messages"}
              message={message}
              change={change}
              pages={pages}
              open={dialog.value}
            />
          </ChosenContext.Provider>
          {phone ? null : <Handle side="right" handle={list.handle} />}
        </div>
      ) : null}
      {pane === "list" ? null : (
        <Opened
          key={dialog.value}
          id={dialog.value}
          message={message}
          pane={pane}
          next={() => go(1)}
          close={dialog.close}
          card={card}
        />
      )}
    </div>
  );
}

/** The edge between two panes. */
export function Handle({
  side,
  handle,
}: {
  side: "left" | "right";
  handle: ReturnType<typeof useDragWidth>["handle"];
}) {
  return (
    <div
      {...handle}
      className={cn(
        "absolute inset-y-0 z-10 w-2 cursor-col-resize touch-none hover:bg-accent/30 focus-visible:bg-accent/50 focus-visible:outline-none",
        side === "right" ? "-right-1" : "-left-1",
      )}
    />
  );
}

interface OpenedProps {
  id: string | undefined;
  message: string | undefined;
  pane: "all" | "thread" | "card";
  next: () => void;
  close: () => void;
  card: ReturnType<typeof useInAddress>;
}

function Opened({ id, message, pane, next, close, card }: OpenedProps) {
  const { t } = useTranslation();
  const dialog = useQuery({ ...dialogQuery(id ?? ""), enabled: id !== undefined });
  if (id === undefined) {
    return (
      <div className="grid min-w-0 flex-1 place-items-center max-sm:hidden">
        <Empty icon={MessagesSquare} title={t("inbox.pick")} text={t("inbox.pickText")} />
      </div>
    );
  }
  return (
    <Load query={dialog} waiting={<div className="flex-1" />}>
      {(found) => (
        <>
          {pane === "card" ? null : (
            <Thread
              dialog={found}
              message={message}
              next={next}
              close={close}
              showCard={() => card.open("1")}
            />
          )}
          {pane === "thread" ? null : <ContactPane dialog={found} close={card.close} />}
        </>
      )}
    </Load>
  );
}
