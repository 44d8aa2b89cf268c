import { type ComponentProps, useEffect, useState } from "react";
import type { Query } from "@/api/client";
import type { LeadCard } from "@/api/types";
import { BoardColumn } from "./column";
import { useFurther } from "./use-board";

type LiveColumnProps = Omit<ComponentProps<typeof BoardColumn>, "more" | "busy" | "error" | "onMore"> & {
  pipeline: string;
  query: Query;
  /** Tells the board of cards that were read further down. */
  keep: (cards: LeadCard[]) => void;
};

/** No cards further down. */
export const NONE: LeadCard[] = [];

/** A column that reads on as it is scrolled. */
export function LiveColumn({ pipeline, query, keep, ...rest }: LiveColumnProps) {
  const { column } = rest;
  const [wanted, setWanted] = useState(false);
  const further = useFurther(pipeline, column.stage, column.next, query, wanted);
  const pages = further.pages;
  useEffect(() => {
    keep(pages?.flatMap((page) => page.items) ?? NONE);
  }, [pages]);
  const more = column.next !== null && (!wanted || further.more);
  const onMore = () => (wanted ? further.next() : setWanted(true));
  return <BoardColumn {...rest} more={more} busy={further.busy} error={further.error} onMore={onMore} />;
}
