import { useDroppable } from "@dnd-kit/core";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, startTransition, useEffect, useImperativeHandle, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LeadCard, Stage } from "@/api/types";
import { formatNumber } from "@/i18n/format";
import { cn } from "@/ui/cn";
import { ErrorNote } from "@/ui/error-note";
import { density } from "@/ui/look";
import { BoardCard, type CardDeeds } from "./card";
import { ColumnHead, type Order } from "./column-head";
import type { Column, Target } from "./model";

/** What the board asks of a column it does not draw itself. */
export interface ColumnHandle {
  show: (index: number) => void;
}

interface BoardColumnProps {
  stage: Stage & { id: string };
  column: Column;
  order: Order;
  setOrder: (order: Order) => void;
  collapsed: boolean;
  collapse: (on: boolean) => void;
  require?: () => void;
  owners: ReadonlyMap<string, string>;
  marked: ReadonlySet<string>;
  /** Cards that are being moved. */
  away: ReadonlySet<string>;
  current: string | undefined;
  faults: ReadonlyMap<string, string>;
  target: Target | null;
  deeds: CardDeeds;
  handle: (handle: ColumnHandle | null) => void;
  more: boolean;
  busy: boolean;
  error: unknown;
  onMore: () => void;
  add?: ReactNode;
}

const lineOf = (card: LeadCard, target: Target | null) => {
  if (target?.above === card.id) return "above" as const;
  return target?.below === card.id ? ("below" as const) : null;
};

function Collapsed({ stage, column, open }: { stage: Stage; column: Column; open: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      onClick={open}
      aria-label={t("board.expand", { stage: stage.name })}
      className="relative flex h-full w-10 flex-col items-center gap-2 rounded-xl pt-4 hover:bg-hover"
    >
      <span
        aria-hidden
        className="absolute inset-x-0 top-0 h-1 rounded-t-xl"
        style={{ backgroundColor: stage.color }}
      />
      <span className="text-xs font-medium text-soft tabular-nums">{formatNumber(column.count)}</span>
      <span className="text-[13px] font-semibold [writing-mode:vertical-rl]">{stage.name}</span>
    </button>
  );
}

/** True until the page has come to rest once: what is out of sight is drawn after what is seen. */
function useFirstMoment(): boolean {
  const [first, setFirst] = useState(true);
  useEffect(() => {
    const later = setTimeout(() => startTransition(() => setFirst(false)), 400);
    return () => clearTimeout(later);
  }, []);
  return first;
}

/** A column of the board: only the cards in sight are in the page. */
export function BoardColumn(props: BoardColumnProps) {
  const { stage, column, collapsed, collapse, target, marked, away, faults, deeds, handle } = props;
  const { more, busy, onMore, error } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const drop = useDroppable({ id: `column:${stage.id}`, data: { stage: stage.id } });
  const cards = column.cards;
  const still = useFirstMoment();
  const compact = density.use() === "compact";
  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (compact ? 88 : 104),
    getItemKey: (index) => cards[index]?.id ?? index,
    overscan: still ? 0 : 6,
    gap: compact ? 6 : 8,
    // A card that is dragged stays in the page however far its column is scrolled.
    rangeExtractor: (range) => {
      const kept = cards.flatMap((card, index) => (away.has(card.id) ? [index] : []));
      return [...new Set([...kept, ...defaultRangeExtractor(range)])].sort((a, b) => a - b);
    },
  });
  useImperativeHandle(handle, () => ({ show: (index) => virtual.scrollToIndex(index) }), [virtual]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (more && !busy && !error && last >= cards.length - 8) onMore();
  }, [more, busy, error, last, cards.length, onMore]);
  const here = target?.stage === stage.id;
  return (
    <section
      ref={drop.setNodeRef}
      aria-label={stage.name}
      className={cn(
        "flex h-full shrink-0 snap-start flex-col rounded-xl bg-sunken transition-colors",
        collapsed ? "w-10" : "w-72 max-sm:w-[84vw]",
        here && "bg-accent-soft/60 ring-2 ring-accent/40 ring-inset",
      )}
    >
      {collapsed ? (
        <Collapsed stage={stage} column={column} open={() => collapse(false)} />
      ) : (
        <>
          <ColumnHead
            stage={stage}
            column={column}
            order={props.order}
            setOrder={props.setOrder}
            collapse={() => collapse(true)}
            require={props.require}
          />
          {props.add}
          <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-y-contain px-2 pt-1 pb-4">
            {cards.length === 0 && !props.add ? (
              <p className="px-1 py-3 text-xs text-faint">{t("board.emptyColumn")}</p>
            ) : null}
            <ul className="relative" style={{ height: virtual.getTotalSize() }}>
              {items.map((item) => {
                const card = cards[item.index];
                if (!card) return null;
                return (
                  <li
                    key={item.key}
                    ref={virtual.measureElement}
                    data-index={item.index}
                    aria-setsize={column.count}
                    aria-posinset={item.index + 1}
                    className="absolute inset-x-0 top-0"
                    style={{ transform: `translateY(${item.start}px)` }}
                  >
                    <BoardCard
                      card={card}
                      owner={card.responsible_id ? props.owners.get(card.responsible_id) : undefined}
                      marked={marked.has(card.id)}
                      away={away.has(card.id)}
                      current={props.current === card.id}
                      fault={faults.get(card.id)}
                      line={here ? lineOf(card, target) : null}
                      deeds={deeds}
                    />
                  </li>
                );
              })}
            </ul>
            {error ? <ErrorNote error={error} retry={onMore} className="mt-2" /> : null}
          </div>
        </>
      )}
    </section>
  );
}
