import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Inbox, Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Empty } from "@/ui/empty";
import { Input } from "@/ui/field";
import { Load } from "@/ui/load";
import { useSettled } from "@/ui/use-settled";
import { DialogRow } from "./dialog-row";
import { ListMenu } from "./list-menu";
import { countsQuery, type useDialogs } from "./queries";
import type { Counts, Filters, DialogRow as Row, View } from "./types";

const ROW = 72;
/** Counts are exact up to here. */
const MOST = 1000;

interface Props {
  filters: Filters;
  change: (next: Partial<Record<keyof Filters, string | undefined>>) => void;
  pages: ReturnType<typeof useDialogs>;
  open: string | undefined;
}

/** Whose dialogs are shown, what is looked for, and the dialogs. */
export function DialogList({ filters, change, pages, open }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <div className="flex items-center gap-2 px-3 pt-3 pb-2">
        <SearchField query={filters.q} change={change} />
        <ListMenu filters={filters} change={change} />
      </div>
      <ViewTabs view={filters.view} pick={(view) => change({ view })} />
      <Load query={pages.query}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={Inbox}
              title={t(filters.q ? "inbox.noneFound" : `inbox.empty.${filters.view}`)}
              text={filters.q ? undefined : t("inbox.emptyText")}
            />
          ) : (
            <Rows rows={rows} open={open} pages={pages} />
          )
        }
      </Load>
    </>
  );
}

function SearchField({ query, change }: { query?: string; change: Props["change"] }) {
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

const TABS: View[] = ["mine", "unassigned", "all"];

function ViewTabs({ view, pick }: { view: View; pick: (view: View) => void }) {
  const { t } = useTranslation();
  const counts = useQuery(countsQuery).data;
  const shown = TABS.includes(view) ? TABS : [...TABS, view];
  const count = (name: View) => (name === "closed" ? undefined : counts?.[name as keyof Counts & View]);
  return (
    <div
      role="tablist"
      aria-label={t("inbox.views")}
      className="flex shrink-0 overflow-x-auto border-b px-2 [scrollbar-width:none]"
    >
      {shown.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          aria-selected={view === name}
          onClick={() => pick(name)}
          className="-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2 text-[13px] text-faint -outline-offset-2 hover:text-ink aria-selected:border-accent aria-selected:font-medium aria-selected:text-ink max-sm:h-11"
        >
          {t(`inbox.view.${name}`)}
          {count(name) ? (
            <span className="rounded bg-hover px-1 text-2xs text-soft tabular-nums">
              {(count(name) ?? 0) >= MOST ? `${MOST}+` : count(name)}
            </span>
          ) : null}
        </button>
      ))}
    </div>
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
