import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LeadCard } from "@/api/types";
import { type Column, type Target, targetAt } from "./model";

/** Cards lifted by the keyboard, and the place they would be put to. */
interface Lift {
  cards: LeadCard[];
  column: number;
  at: number;
}

interface KeysProps {
  columns: Column[];
  stageName: (id: string) => string;
  marked: ReadonlySet<string>;
  mark: (id: string, range: boolean) => void;
  move: (cards: LeadCard[], to: Target) => void;
  /** Brings a place into sight and, when there is a card, gives it the focus. */
  show: (column: number, index: number, id?: string) => void;
  byHand: (stage: string) => boolean;
}

const rest = (column: Column | undefined, lift: Lift) =>
  (column?.cards ?? []).filter((card) => !lift.cards.some((moving) => moving.id === card.id));

const clamp = (value: number, most: number) => Math.max(0, Math.min(value, most));

/** Walking and moving over the board with the keys: arrows walk, Space lifts and drops, Esc puts back, x marks. */
export function useKeys({ columns, stageName, marked, mark, move, show, byHand }: KeysProps) {
  const { t } = useTranslation();
  const [lift, setLift] = useState<Lift | null>(null);
  const [said, say] = useState("");

  const stageAt = (column: number) => columns[column]?.stage ?? "";
  const targetOf = (lifted: Lift): Target => {
    const stage = stageAt(lifted.column);
    if (!byHand(stage)) return { stage };
    return targetAt(stage, rest(columns[lifted.column], lifted), lifted.at);
  };
  const where = (id: string) => {
    const column = columns.findIndex((one) => one.cards.some((card) => card.id === id));
    return { column, at: columns[column]?.cards.findIndex((card) => card.id === id) ?? -1 };
  };

  const start = (id: string) => {
    const { column, at } = where(id);
    const card = columns[column]?.cards[at];
    if (!card) return;
    const all = columns.flatMap((one) => one.cards);
    const cards = marked.has(id) ? all.filter((one) => marked.has(one.id)) : [card];
    const lifted = { cards, column, at };
    setLift({ ...lifted, at: clamp(at, rest(columns[column], lifted).length) });
    say(t("board.lifted", { count: cards.length, name: card.name, stage: stageName(stageAt(column)) }));
  };
  const steer = (lifted: Lift, key: string) => {
    const next = { ...lifted };
    if (key === "ArrowLeft") next.column = clamp(lifted.column - 1, columns.length - 1);
    if (key === "ArrowRight") next.column = clamp(lifted.column + 1, columns.length - 1);
    const length = rest(columns[next.column], next).length;
    if (key === "ArrowUp") next.at = lifted.at - 1;
    if (key === "ArrowDown") next.at = lifted.at + 1;
    next.at = clamp(next.at, length);
    setLift(next);
    show(next.column, next.at);
    say(t("board.over", { stage: stageName(stageAt(next.column)), at: next.at + 1, of: length + 1 }));
  };
  const drop = (lifted: Lift) => {
    setLift(null);
    move(lifted.cards, targetOf(lifted));
    show(lifted.column, lifted.at, lifted.cards[0]?.id);
    say(t("board.dropped", { stage: stageName(stageAt(lifted.column)), at: lifted.at + 1 }));
  };

  const walk = (id: string, key: string) => {
    const { column, at } = where(id);
    const sideways = key === "ArrowLeft" ? -1 : key === "ArrowRight" ? 1 : 0;
    let to = column + sideways;
    // Over columns in which there is nothing to stand on.
    while (sideways !== 0 && columns[to] && columns[to]?.cards.length === 0) to += sideways;
    const cards = columns[to]?.cards;
    if (!cards) return;
    const index = clamp(at + (key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0), cards.length - 1);
    show(to, index, cards[index]?.id);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const id = target?.dataset.card;
    if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = event.key.startsWith("Arrow");
    if (lift) {
      if (arrow) steer(lift, event.key);
      else if (event.key === " " || event.key === "Enter") drop(lift);
      else if (event.key === "Escape") {
        setLift(null);
        say(t("board.putBack"));
      } else return;
    } else if (arrow) walk(id, event.key);
    else if (event.key === " ") start(id);
    else if (event.key === "x" || event.key === "ч") mark(id, event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { onKeyDown, lift, target: lift ? targetOf(lift) : null, said, cancel: () => setLift(null) };
}
