import { useDraggable, useDroppable } from "@dnd-kit/core";
import { CircleAlert, X } from "lucide-react";
import { type MouseEvent, memo, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { LeadCard } from "@/api/types";
import { cn } from "@/ui/cn";
import { Checkbox } from "@/ui/field";
import { CardFace, cardBox } from "./card-face";

export interface CardDeeds {
  open: (id: string) => void;
  /** Marks a card, or with `range` all up to the one marked last. */
  mark: (id: string, range: boolean) => void;
  forgive: (id: string) => void;
  /** The card whose link wants the focus once it is drawn. */
  wanted: { current: string | null };
}

interface CardProps {
  card: LeadCard;
  owner: string | undefined;
  marked: boolean;
  /** It is being moved: its old place is only a shadow. */
  away: boolean;
  current: boolean;
  fault: string | undefined;
  line: "above" | "below" | null;
  deeds: CardDeeds;
}

function Line({ at }: { at: "above" | "below" }) {
  return (
    <span
      aria-hidden
      className={cn(
        "absolute inset-x-0 z-20 h-0.5 rounded-full bg-accent",
        at === "above" ? "-top-[5px]" : "-bottom-[5px]",
      )}
    />
  );
}

/** A lead on the board: a link to its card, dragged as a whole by mouse and finger. */
export const BoardCard = memo(function BoardCard(props: CardProps) {
  const { card, owner, marked, away, current, fault, line, deeds } = props;
  const { t } = useTranslation();
  const drag = useDraggable({ id: card.id, data: { card } });
  const drop = useDroppable({ id: `card:${card.id}`, data: { card } });
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (deeds.wanted.current !== card.id) return;
    deeds.wanted.current = null;
    link.current?.focus();
  }, [card.id, deeds]);
  const onClick = (event: MouseEvent) => {
    // With a modifier the browser opens the whole page in a tab of its own.
    if (event.ctrlKey || event.metaKey || event.button !== 0) return;
    event.preventDefault();
    if (event.shiftKey) deeds.mark(card.id, true);
    else deeds.open(card.id);
  };
  return (
    <div
      ref={(node) => {
        drag.setNodeRef(node);
        drop.setNodeRef(node);
      }}
      {...drag.listeners}
      className={cn(
        cardBox,
        "group/card touch-manipulation select-none transition-colors hover:border-line-strong has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-ring",
        marked && "border-accent bg-accent-soft",
        current && "border-accent",
        fault && "border-bad",
        away && "opacity-40",
      )}
    >
      {line ? <Line at={line} /> : null}
      <a
        ref={link}
        href={`/leads/${card.id}`}
        draggable={false}
        data-card={card.id}
        onClick={onClick}
        className="flex flex-col gap-[calc(var(--card-gap)-0.125rem)] outline-none after:absolute after:inset-0 after:content-['']"
        aria-describedby="board-how"
      >
        <CardFace card={card} owner={owner} />
      </a>
      <span
        className={cn(
          "absolute -top-1.5 -left-1.5 z-10 rounded bg-surface shadow-card pointer-coarse:top-auto pointer-coarse:right-2 pointer-coarse:bottom-2 pointer-coarse:left-auto pointer-coarse:shadow-none",
          marked
            ? ""
            : "opacity-0 focus-within:opacity-100 group-hover/card:opacity-100 pointer-coarse:opacity-100",
        )}
      >
        <Checkbox
          className="block"
          aria-label={t("board.mark", { name: card.name })}
          checked={marked}
          onChange={(event) =>
            deeds.mark(card.id, event.nativeEvent instanceof window.MouseEvent && event.nativeEvent.shiftKey)
          }
        />
      </span>
      {fault ? (
        <span role="alert" className="relative z-10 flex items-start gap-1.5 text-xs text-bad">
          <CircleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
          <span className="min-w-0 flex-1 break-words">{fault}</span>
          <button
            type="button"
            aria-label={t("common.close")}
            onClick={() => deeds.forgive(card.id)}
            className="rounded p-0.5 hover:bg-bad/10"
          >
            <X className="size-3.5" aria-hidden />
          </button>
        </span>
      ) : null}
    </div>
  );
});
