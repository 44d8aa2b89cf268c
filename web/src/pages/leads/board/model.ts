import type { Board, LeadCard, Micros, Money } from "@/api/types";

/** A column as the board draws it: the server's, with what is on its way already there. */
export interface Column {
  stage: string;
  count: number;
  sums: Money[];
  scenarios: Board["columns"][number]["scenarios"];
  cards: LeadCard[];
  next: string | null;
}

/** Where cards go: a stage, and the card they come to stand above or below. On top when there is none. */
export interface Target {
  stage: string;
  above?: string;
  below?: string;
}

/** Cards on their way. */
export interface Flight {
  id: number;
  cards: LeadCard[];
  to: Target;
  /** When it began: since then its cards stand on their new stage. */
  at: Micros;
}

function added(sums: Money[], sale: Money | null | undefined, sign: 1 | -1): Money[] {
  if (!sale) return sums;
  const known = sums.some((sum) => sum.currency === sale.currency);
  const all = known ? sums : [...sums, { minor: 0, currency: sale.currency }];
  return all.map((sum) =>
    sum.currency === sale.currency ? { ...sum, minor: sum.minor + sign * sale.minor } : sum,
  );
}

const without = (column: Column, ids: ReadonlySet<string>): Column => {
  const gone = column.cards.filter((card) => ids.has(card.id));
  if (gone.length === 0) return column;
  return {
    ...column,
    cards: column.cards.filter((card) => !ids.has(card.id)),
    count: column.count - gone.length,
    sums: gone.reduce((sums, card) => added(sums, card.sale, -1), column.sums),
  };
};

/** The place in a list of cards that a target names. */
export function placeOf(cards: LeadCard[], to: Target): number {
  const above = cards.findIndex((card) => card.id === to.above);
  if (above >= 0) return above;
  return cards.findIndex((card) => card.id === to.below) + 1;
}

const withCards = (column: Column, { cards, to, at }: Flight): Column => {
  const place = placeOf(column.cards, to);
  const moved = cards.map((card) =>
    card.stage_id === to.stage ? card : { ...card, stage_id: to.stage, entered_stage_at: at },
  );
  return {
    ...column,
    cards: [...column.cards.slice(0, place), ...moved, ...column.cards.slice(place)],
    count: column.count + cards.length,
    sums: cards.reduce((sums, card) => added(sums, card.sale, 1), column.sums),
  };
};

/** The columns with every flight landed. Landing twice changes nothing. */
export function landed(columns: Column[], flights: Flight[]): Column[] {
  return flights.reduce((all, flight) => {
    const ids = new Set(flight.cards.map((card) => card.id));
    return all.map((column) => {
      const rest = without(column, ids);
      return column.stage === flight.to.stage ? withCards(rest, flight) : rest;
    });
  }, columns);
}

/** The target between two cards of a column, `at` counted without the cards that move. */
export function targetAt(stage: string, cards: LeadCard[], at: number): Target {
  const above = cards[at];
  if (above) return { stage, above: above.id };
  const below = cards.at(-1);
  return below ? { stage, below: below.id } : { stage };
}

/** The moves that undo one: each card back beside the neighbour it had. */
export function backOf(columns: Column[], moving: LeadCard[]): { card: LeadCard; to: Target }[] {
  const ids = new Set(moving.map((card) => card.id));
  return moving.map((card) => {
    const column = columns.find((known) => known.stage === card.stage_id);
    const cards = column?.cards ?? [];
    const at = cards.findIndex((known) => known.id === card.id);
    const above = cards.slice(at + 1).find((known) => !ids.has(known.id));
    const below = cards.slice(0, Math.max(at, 0)).findLast((known) => !ids.has(known.id));
    const to: Target = { stage: card.stage_id };
    if (at >= 0 && above) to.above = above.id;
    else if (at >= 0 && below) to.below = below.id;
    return { card, to };
  });
}
