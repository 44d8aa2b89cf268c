import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { ApiError, api } from "@/api/client";
import type { LeadCard } from "@/api/types";
import { backOf, type Column, type Flight, type Target } from "./model";

/** Something the server wants to know before cards may come to a stage. */
export interface Question {
  cards: LeadCard[];
  to: Target;
  /** Places of empty fields, as the server names them. */
  missing: string[];
}

interface Moves {
  flights: Flight[];
  /** Why a card is where it was, by its id. */
  faults: ReadonlyMap<string, string>;
  question: Question | null;
  move: (cards: LeadCard[], to: Target) => void;
  answer: (change: Record<string, unknown>) => Promise<void>;
  ask: (question: Question | null) => void;
  forgive: (id: string) => void;
}

const send = (cards: LeadCard[], { stage, above, below }: Target, change?: Record<string, unknown>) =>
  api.post("/leads/move", { leads: cards.map((card) => card.id), stage, above, below, change: change ?? {} });

/** Moving cards: they stand at their goal at once, go back when the server refuses, and a toast takes the move back. */
export function useMoves(columns: Column[], stageName: (id: string) => string): Moves {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [flights, setFlights] = useState<Flight[]>([]);
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());
  const [question, ask] = useState<Question | null>(null);
  const count = useRef(0);
  const before = useRef(columns);
  before.current = columns;

  const again = useCallback(async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ["records"] }),
      client.invalidateQueries({ queryKey: ["timeline"] }),
    ]);
  }, [client]);

  const fly = useCallback(
    async (cards: LeadCard[], to: Target, work: () => Promise<unknown>) => {
      count.current += 1;
      const flight = { id: count.current, cards, to, at: Date.now() * 1000 };
      setFlights((all) => [...all, flight]);
      setFaults((all) => new Map([...all].filter(([id]) => !cards.some((card) => card.id === id))));
      try {
        await work();
        await again();
      } finally {
        setFlights((all) => all.filter((other) => other !== flight));
      }
    },
    [again],
  );

  const undo = useCallback(
    async (back: { card: LeadCard; to: Target }[]) => {
      try {
        // One by one, so that each finds the neighbour it goes beside and they keep their order.
        const above = back.filter(({ to }) => to.above);
        const rest = back.filter(({ to }) => !to.above).toReversed();
        for (const { card, to } of [...above, ...rest]) {
          const change = card.loss_reason_id ? { loss_reason_id: card.loss_reason_id } : undefined;
          await send([card], to, change);
        }
        toast.success(t("board.undone"));
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        setFaults(new Map(back.map(({ card }) => [card.id, text])));
      }
      await again();
    },
    [again, t],
  );

  const told = useCallback(
    (cards: LeadCard[], to: Target, back: { card: LeadCard; to: Target }[]) => {
      const text = t("board.moved", { count: cards.length, stage: stageName(to.stage) });
      toast.success(text, {
        duration: 8000,
        action: { label: t("board.undo"), onClick: () => void undo(back) },
      });
    },
    [t, stageName, undo],
  );

  const move = useCallback(
    (cards: LeadCard[], to: Target) => {
      const back = backOf(before.current, cards);
      const leaves = cards.some((card) => card.stage_id !== to.stage);
      fly(cards, to, () => send(cards, to)).then(
        () => leaves && told(cards, to, back),
        (error: unknown) => {
          if (error instanceof ApiError && error.code === "fields_required") {
            ask({ cards, to, missing: error.errors.map((fault) => fault.path) });
            return;
          }
          const known = error instanceof ApiError && error.code === "offline";
          const text = known ? t("error.offline") : error instanceof Error ? error.message : String(error);
          setFaults((all) => new Map([...all, ...cards.map((card) => [card.id, text] as const)]));
        },
      );
    },
    [fly, told, t],
  );

  const answer = async (change: Record<string, unknown>) => {
    if (!question) return;
    const { cards, to } = question;
    const back = backOf(before.current, cards);
    await fly(cards, to, () => send(cards, to, change));
    told(cards, to, back);
  };
  const forgive = (id: string) => setFaults((all) => new Map([...all].filter(([known]) => known !== id)));
  return { flights, faults, question, move, answer, ask, forgive };
}
