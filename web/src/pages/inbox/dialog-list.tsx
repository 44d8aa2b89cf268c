import { useVirtualizer } from "@tanstack/react-virtual";
import { Inbox, Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Empty } from "@/ui/empty";
import { Input } from "@/ui/field";
import { Load } from "@/ui/load";
import { Segmented } from "@/ui/segmented";
import { useSettled } from "@/ui/use-settled";
import { BulkActs } from "./bulk-acts";
import { DialogRow } from "./dialog-row";
import { FoundList } from "./found-list";
import { ListMenu } from "./list-menu";
import type { useDialogs } from "./queries";
import { useSavedViews } from "./saved-views";
import type { Filters, DialogRow as Row } from "./types";
import { useChosen } from "./use-chosen";
import { ViewTabs } from "./view-tabs";

const ROW = 72;

type Change = (next: Partial<Record<keyof Filters | "saved" | "in", string | undefined>>) => void;

interface Props {
  filters: Filters;
  /** The saved view that is open. */
  saved: string | undefined;
  /** Messages are looked for, not dialogs. */
  inMessages: boolean;
  /** The message that is shown. */
  message: string | undefined;
  change: Change;
  pages: ReturnType<typeof useDialogs>;
  open: string | undefined;
}

/** Whose dialogs are shown, what is looked for, and the dialogs. */
export function DialogList({ filters, saved, inMessages, message, change, pages, open }: Props) {
  const { t } = useTranslation();
  const views = useSavedViews({ filters, saved, change });
  const chosen = useChosen();
  const rows = pages.rows ?? [];
  return (
    <>
      <div className="flex items-center gap-2 px-3 pt-3 pb-2">
        <SearchField query={filters.q} change={change} />
        <ListMenu filters={filters} change={change} views={views.items} />
      </div>
      {filters.q ? (
        <div className="px-3 pb-2">
          <Segmented
            label={t("inbox.lookIn")}
            value={inMessages ? "messages" : "dialogs"}
            onChange={(name) => change({ in: name === "messages" ? name : undefined })}
            options={[
              { name: "dialogs", label: t("inbox.inDialogs") },
              { name: "messages", label: t("inbox.inMessages") },
            ]}
          />
        </div>
      ) : null}
      <ViewTabs view={filters.view} saved={saved} views={views.views} change={change} />
      <OnStep filters={filters} change={change} />
      {filters.q && inMessages ? (
        <FoundList text={filters.q} open={message} />
      ) : (
        <Load query={pages.query}>
          {(found) =>
            found.length === 0 ? (
              <Empty
                icon={Inbox}
                title={t(filters.q ? "inbox.noneFound" : `inbox.empty.${filters.view}`)}
                text={filters.q ? undefined : t("inbox.emptyText")}
              />
            ) : (
              <Rows rows={found} open={open} pages={pages} />
            )
          }
        </Load>
      )}
      {chosen.on ? <BulkActs shown={rows.map((row) => row.id)} /> : null}
      {views.form}
    </>
  );
}

/** People of one step of a flow are listed: said, and taken back. */
function OnStep({ filters: { step, passed }, change }: { filters: Filters; change: Change }) {
  const { t } = useTranslation();
  if (!step) return null;
  const nothing = { flow: undefined, step: undefined, passed: undefined, days: undefined };
  const what = PASSED.find((name) => name === passed) ?? "waiting";
  return (
    <p className="flex items-center gap-2 border-b bg-accent-soft py-1 pr-2 pl-3 text-xs">
      <span className="min-w-0 flex-1 truncate">{t(`inbox.onStep.${what}`, { step })}</span>
      <IconButton
        size="iconSm"
        label={t("inbox.onStepEnd")}
        onClick={() => change({ ...nothing, view: "all" })}
      >
        <X />
      </IconButton>
    </p>
  );
}

const PASSED = ["entered", "gone", "failed"] as const;

function SearchField({ query, change }: { query?: string; change: Change }) {
  const { t } = useTranslation();
  const [text, setText] = useState(query ?? "");
  const settled = useSettled(text, 250);
  const tell = useRef(change);
  tell.current = change;
  useEffect(() => tell.current({ q: settled.trim() || undefined }), [settled]);
  return (
    <span className="relative flex-1">
      <Search
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-faint"
        aria-hidden
      />
      <Input
        type="search"
        aria-label={t("inbox.search")}
        placeholder={t("inbox.search")}
        className="pl-8"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </span>
  );
}

function Rows({ rows, open, pages }: { rows: Row[]; open: string | undefined; pages: Props["pages"] }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasMore, loadingMore, onMore } = pages;
  useEffect(() => {
    if (hasMore && !loadingMore && last >= rows.length - 10) onMore();
  }, [hasMore, loadingMore, onMore, last, rows.length]);
  const at = rows.findIndex((row) => row.id === open);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
      <ul aria-label={t("inbox.dialogs")} className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <li
              key={item.key}
              className={cn("absolute inset-x-0 top-0 border-b", row.id === open && "bg-accent-soft")}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            >
              <DialogRow row={row} open={row.id === open} />
            </li>
          );
        })}
      </ul>
      {loadingMore ? (
        <p className="p-3 text-center">
          <Button size="sm" busy>
            {t("list.more")}
          </Button>
        </p>
      ) : null}
    </div>
  );
}
