import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { cn } from "./cn";
import { Checkbox } from "./field";
import { useRowHeight } from "./look";
import { usePhone } from "./use-phone";

export interface Column<Row> {
  key: string;
  label: string;
  /** A track of the grid: `minmax(0,2fr)`, `8rem`. */
  width: string;
  cell: (row: Row) => ReactNode;
  end?: boolean;
  /** The label is only read out. */
  quiet?: boolean;
  /** Its cells hold fields: they stand over the row's link. */
  edit?: boolean;
  /** Where it stands on a phone: first line, end of the first line, second line, nowhere. */
  phone?: "main" | "side" | "sub" | "hide";
}

interface DataListProps<Row extends { id: string }> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  hasMore?: boolean;
  loadingMore?: boolean;
  onMore?: () => void;
  selected?: ReadonlySet<string>;
  onSelect?: (ids: Set<string>) => void;
  fresh?: ReadonlySet<string>;
  current?: string;
}

const onPhone = {
  main: "max-sm:order-1 max-sm:min-w-0 max-sm:flex-1 max-sm:basis-3/5 max-sm:font-medium",
  side: "max-sm:order-2",
  sub: "max-sm:order-4 max-sm:text-xs",
  hide: "max-sm:hidden",
};

/** Moves the focus between the rows' links with the arrows or j and k. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (!step || !target || target.matches("input, select, textarea")) return;
  const links = [
    ...event.currentTarget.querySelectorAll<HTMLElement>("[data-row-link] a, [data-row-link] button"),
  ];
  const next = links[links.indexOf(target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

/** A table of any length: only the rows in sight are in the page. The first column holds each row's link. */
export function DataList<Row extends { id: string }>(props: DataListProps<Row>) {
  const { label, columns, rows, hasMore, loadingMore, onMore, selected, onSelect, fresh, current } = props;
  const { t } = useTranslation();
  const phone = usePhone();
  const scroller = useRef<HTMLDivElement>(null);
  const height = useRowHeight(phone);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
  });
  useEffect(() => {
    if (height > 0) virtual.measure();
  }, [height, virtual.measure]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && !loadingMore && last >= rows.length - 10) onMore?.();
  }, [hasMore, loadingMore, last, rows.length, onMore]);
  const tracks = `${onSelect ? "2rem " : ""}${columns.map((c) => c.width).join(" ")}`;
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect?.(next);
  };
  const all = rows.length > 0 && rows.every((row) => selected?.has(row.id));

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys move between links that are focusable themselves
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto bg-surface" onKeyDown={moveFocus}>
      <div
        role="table"
        aria-label={label}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        className="min-w-0 sm:min-w-[44rem]"
      >
        <div role="rowgroup" className="sticky top-0 z-20 border-b bg-surface max-sm:hidden">
          <div
            role="row"
            className="grid h-9 items-center gap-4 px-6"
            style={{ gridTemplateColumns: tracks }}
          >
            {onSelect ? (
              <span role="columnheader">
                <Checkbox
                  aria-label={t("list.selectAll")}
                  checked={all}
                  onChange={() => onSelect(all ? new Set() : new Set(rows.map((row) => row.id)))}
                />
              </span>
            ) : null}
            {columns.map((column) => (
              <span
                role="columnheader"
                key={column.key}
                className={cn("truncate text-xs font-medium text-faint", column.end && "text-right")}
              >
                {column.quiet ? <span className="sr-only">{column.label}</span> : column.label}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <div
                role="row"
                key={item.key}
                aria-rowindex={item.index + 2}
                data-selected={selected?.has(row.id) || current === row.id || undefined}
                className={cn(
                  "absolute inset-x-0 top-0 gap-4 border-b px-6 text-[13px] hover:bg-hover/60 has-[:focus-visible]:bg-hover/60 has-[[aria-invalid=true]]:z-20 data-selected:bg-accent-soft sm:grid sm:items-center",
                  "max-sm:flex max-sm:flex-wrap max-sm:content-center max-sm:items-center max-sm:gap-x-2 max-sm:gap-y-0.5 max-sm:px-4 max-sm:after:order-3 max-sm:after:basis-full max-sm:after:content-['']",
                  fresh?.has(row.id) && "animate-arrive",
                )}
                style={{
                  gridTemplateColumns: tracks,
                  height: item.size,
                  transform: `translateY(${item.start}px)`,
                }}
              >
                {onSelect ? (
                  <span role="cell" className="relative z-10 flex max-sm:order-0">
                    <Checkbox
                      aria-label={t("list.select")}
                      checked={selected?.has(row.id) ?? false}
                      onChange={() => toggle(row.id)}
                    />
                  </span>
                ) : null}
                {columns.map((column, index) => (
                  <div
                    role="cell"
                    key={column.key}
                    {...(index === 0 ? { "data-row-link": true } : {})}
                    className={cn(
                      column.edit
                        ? "relative z-10 -mx-2 min-w-0 [&_input]:[text-align:inherit]"
                        : "min-w-0 truncate",
                      column.end && "sm:text-right",
                      onPhone[column.phone ?? "hide"],
                    )}
                  >
                    {column.cell(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      {hasMore ? (
        <div className="flex justify-center p-4">
          <Button busy={loadingMore} onClick={onMore}>
            {t("list.more")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** The class of a row's link: it covers the whole row. */
export const rowLink =
  "font-medium text-ink -outline-offset-2 after:absolute after:inset-0 after:content-[''] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring";
