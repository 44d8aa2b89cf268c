import { DndContext, DragOverlay } from "@dnd-kit/core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api, type Query } from "@/api/client";
import { useSession } from "@/api/session";
import type { Board as BoardData, LeadCard, Pipeline } from "@/api/types";
import { useRecordChange, useUserNames } from "@/pages/records/queries";
import { TagColorsContext, useTagColors } from "@/pages/records/tag-colors";
import { cn } from "@/ui/cn";
import { Confirm } from "@/ui/confirm";
import { Ask } from "./ask";
import type { CardDeeds } from "./card";
import { CardFace, cardBox } from "./card-face";
import type { ColumnHandle } from "./column";
import { ORDERS, type Order } from "./column-head";
import { LiveColumn, NONE } from "./live-column";
import { type Column, landed, type Target } from "./model";
import { QuickAdd } from "./quick-add";
import { RequiredDialog } from "./required-dialog";
import { useDrag } from "./use-drag";
import { useKeys } from "./use-keys";
import { useMoves } from "./use-moves";
import { type Zone, Zones } from "./zones";

interface BoardProps {
  pipeline: Pipeline;
  data: BoardData;
  query: Query;
  current: string | undefined;
  open: (id: string) => void;
  orders: Record<string, string>;
  setOrder: (stage: string, order: Order) => void;
  marked: ReadonlySet<string>;
  setMarked: (ids: Set<string>) => void;
}

/** Columns people fold away, kept on this machine. */
function useCollapsed(pipeline: string) {
  const key = `signalbox.board.${pipeline}`;
  const [folded, setFolded] = useState(() => new Set((localStorage.getItem(key) ?? "").split(",")));
  const fold = (stage: string, on: boolean) => {
    const next = new Set(folded);
    if (on) next.add(stage);
    else next.delete(stage);
    localStorage.setItem(key, [...next].filter(Boolean).join(","));
    setFolded(next);
  };
  return { folded, fold };
}

function Dragged({ cards, owner }: { cards: LeadCard[]; owner: string | undefined }) {
  const [first] = cards;
  if (!first) return null;
  return (
    <div className={cn(cardBox, "w-68 rotate-1 cursor-grabbing border-accent shadow-pop")}>
      <CardFace card={first} owner={owner} />
      {cards.length > 1 ? (
        <span className="absolute -top-2 -right-2 grid size-6 place-items-center rounded-full bg-accent text-xs font-semibold text-on-accent">
          {cards.length}
        </span>
      ) : null}
    </div>
  );
}

/** The board of a pipeline. */
export function Board(props: BoardProps) {
  const { pipeline, data, query, current, open, orders, setOrder, marked, setMarked } = props;
  const { t } = useTranslation();
  const owners = useUserNames();
  const colors = useTagColors("lead");
  const { folded, fold } = useCollapsed(pipeline.id);
  const handles = useRef(new Map<string, ColumnHandle>());
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = useRef<string | null>(null);
  const [further, setFurther] = useState<ReadonlyMap<string, LeadCard[]>>(new Map());
  const { role } = useSession().user;
  const builds = role === "owner" || role === "admin" || role === "manager";
  const [requiring, setRequiring] = useState<string | null>(null);
  const [deleting, setDeleting] = useState<LeadCard[]>([]);

  const stages = pipeline.stages;
  const stageName = useCallback(
    (id: string) => stages.find((stage) => stage.id === id)?.name ?? id,
    [stages],
  );
  const byHand = (id: string) => {
    const stage = stages.find((known) => known.id === id);
    return (orders[`sort.${stage?.key}`] ?? "by_hand") === "by_hand";
  };
  const served: Column[] = useMemo(
    () =>
      data.columns.map((column) => {
        const known = new Set(column.cards.map((card) => card.id));
        const rest = (further.get(column.stage_id) ?? []).filter((card) => !known.has(card.id));
        return {
          stage: column.stage_id,
          count: column.count,
          sums: column.sums,
          scenarios: column.scenarios,
          cards: [...column.cards, ...rest],
          next: column.next ?? null,
        };
      }),
    [data, further],
  );
  const moves = useMoves(served, stageName);
  const columns = useMemo(() => landed(served, moves.flights), [served, moves.flights]);

  const anchor = useRef<string | null>(null);
  const latest = useRef({ columns, marked, setMarked, open, forgive: moves.forgive });
  latest.current = { columns, marked, setMarked, open, forgive: moves.forgive };
  const mark = useCallback((id: string, range: boolean) => {
    const { columns: all, marked: known, setMarked: put } = latest.current;
    const next = new Set(known);
    const cards = all.find((column) => column.cards.some((card) => card.id === id))?.cards ?? [];
    const [from, to] = [
      cards.findIndex((card) => card.id === anchor.current),
      cards.findIndex((card) => card.id === id),
    ];
    if (range && from >= 0)
      for (const card of cards.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(card.id);
    else if (!next.delete(id)) next.add(id);
    anchor.current = id;
    put(next);
  }, []);
  // Cards are drawn anew only when something of theirs changes, so what they call stays the same.
  const deeds: CardDeeds = useMemo(
    () => ({
      open: (id) => latest.current.open(id),
      mark,
      forgive: (id) => latest.current.forgive(id),
      wanted,
    }),
    [mark],
  );

  const show = (column: number, index: number, id?: string) => {
    const stage = columns[column]?.stage;
    if (!stage) return;
    scroller.current?.children[column]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    handles.current.get(stage)?.show(Math.max(0, index));
    if (!id) return;
    wanted.current = id;
    // One that stands in the page already is not drawn anew: it gets the focus here.
    requestAnimationFrame(() => {
      const link = scroller.current?.querySelector<HTMLElement>(`[data-card="${id}"]`);
      if (!link) return;
      wanted.current = null;
      link.focus();
    });
  };
  const move = (cards: LeadCard[], to: Target) => {
    setMarked(new Set());
    const stage = stages.find((known) => known.id === to.stage);
    const comes = cards.some((card) => card.stage_id !== to.stage);
    if (comes && stage?.kind === "lost") moves.ask({ cards, to, missing: [] });
    else moves.move(cards, to);
  };
  const keys = useKeys({ columns, stageName, marked, mark, move, show, byHand });
  const ending = (kind: "won" | "lost") => stages.find((stage) => stage.kind === kind)?.id;
  const onZone = (cards: LeadCard[], zone: Zone) => {
    if (zone === "delete") return setDeleting(cards);
    const stage = ending(zone);
    if (stage) move(cards, { stage });
  };
  const drag = useDrag({ columns, marked, byHand, onDrop: move, onZone });
  const remove = useRecordChange(async (cards: LeadCard[]) => {
    for (const card of cards) await api.delete(`/leads/${card.id}`);
  });
  const moving = drag.cards.length > 0 ? drag.cards : (keys.lift?.cards ?? []);
  const away = useMemo(() => new Set(moving.map((card) => card.id)), [moving]);
  const zones = (["won", "lost"] as const).filter((zone) => ending(zone));
  const asked = moves.question;
  const requiringStage = stages.find((stage) => stage.key === requiring);
  const askedStage = stages.find((stage) => stage.id === asked?.to.stage);

  useEffect(() => {
    if (drag.cards.length === 0) return;
    document.body.classList.add("cursor-grabbing");
    return () => document.body.classList.remove("cursor-grabbing");
  }, [drag.cards.length]);

  return (
    <TagColorsContext.Provider value={colors}>
      <DndContext
        {...drag.context}
        accessibility={{ screenReaderInstructions: { draggable: t("board.how") } }}
      >
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys move between links that are focusable themselves */}
        <div
          ref={scroller}
          onKeyDown={keys.onKeyDown}
          className={cn(
            "flex min-h-0 flex-1 scroll-px-4 gap-3 overflow-x-auto p-4 max-sm:scroll-px-3 max-sm:gap-2 max-sm:p-3",
            // Columns that snap into place would hold the board back from going along with a card.
            drag.cards.length === 0 && "snap-x max-sm:snap-mandatory",
          )}
        >
          {columns.map((column, index) => {
            const stage = stages.find((known) => known.id === column.stage);
            if (!stage?.id) return null;
            const order = ORDERS.find((name) => name === orders[`sort.${stage.key}`]) ?? "by_hand";
            return (
              <LiveColumn
                key={column.stage}
                pipeline={pipeline.id}
                query={query}
                keep={(cards) =>
                  setFurther((before) =>
                    (before.get(column.stage) ?? NONE) === cards
                      ? before
                      : new Map(before).set(column.stage, cards),
                  )
                }
                stage={{ ...stage, id: stage.id }}
                column={column}
                order={order}
                setOrder={(next) => setOrder(stage.key, next)}
                collapsed={folded.has(stage.key)}
                collapse={(on) => fold(stage.key, on)}
                require={builds ? () => setRequiring(stage.key) : undefined}
                owners={owners}
                marked={marked}
                away={away}
                current={current}
                faults={moves.faults}
                target={drag.cards.length > 0 ? drag.target : keys.target}
                deeds={deeds}
                handle={(handle) => {
                  if (handle) handles.current.set(column.stage, handle);
                  else handles.current.delete(column.stage);
                }}
                add={index === 0 ? <QuickAdd pipeline={pipeline.id} stage={column.stage} /> : undefined}
              />
            );
          })}
        </div>
        {drag.cards.length > 0 ? <Zones zones={[...zones, "delete"]} /> : null}
        {createPortal(
          <DragOverlay dropAnimation={null}>
            <Dragged cards={drag.cards} owner={owners.get(drag.cards[0]?.responsible_id ?? "")} />
          </DragOverlay>,
          document.body,
        )}
        <p id="board-how" className="sr-only">
          {t("board.how")}
        </p>
        <p role="status" aria-live="assertive" className="sr-only">
          {keys.said}
        </p>
        {asked && askedStage ? (
          <Ask
            question={asked}
            stageName={askedStage.name}
            lost={askedStage.kind === "lost"}
            answer={moves.answer}
            close={() => moves.ask(null)}
          />
        ) : null}
        {requiringStage ? (
          <RequiredDialog pipeline={pipeline} stage={requiringStage} close={() => setRequiring(null)} />
        ) : null}
        <Confirm
          title={t("board.deleteTitle", { count: deleting.length })}
          text={t("records.deleteText")}
          action={t("common.delete")}
          danger
          open={deleting.length > 0}
          onOpenChange={(on) => !on && setDeleting([])}
          onConfirm={async () => {
            await remove.mutateAsync(deleting);
            setMarked(new Set());
            toast.success(t("board.deleted", { count: deleting.length }));
          }}
        />
      </DndContext>
    </TagColorsContext.Provider>
  );
}
