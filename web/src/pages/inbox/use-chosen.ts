import { createContext, useContext, useMemo, useState } from "react";

/** The dialogs that are chosen in the list, to be worked together. */
export interface Chosen {
  ids: ReadonlySet<string>;
  /** Choosing is going on: every row shows its box. */
  on: boolean;
  flip: (id: string) => void;
  /** Begins to choose. */
  begin: () => void;
  all: (ids: string[]) => void;
  /** Ends choosing. */
  clear: () => void;
}

const NONE: Chosen = {
  ids: new Set(),
  on: false,
  flip: () => undefined,
  begin: () => undefined,
  all: () => undefined,
  clear: () => undefined,
};

export const ChosenContext = createContext<Chosen>(NONE);
export const useChosen = () => useContext(ChosenContext);

export function useChoosing(): Chosen {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [began, setBegan] = useState(false);
  return useMemo(
    () => ({
      ids,
      on: began || ids.size > 0,
      flip: (id: string) =>
        setIds((before) => {
          const next = new Set(before);
          if (!next.delete(id)) next.add(id);
          return next;
        }),
      begin: () => setBegan(true),
      all: (next: string[]) => setIds(new Set(next)),
      clear: () => {
        setIds(new Set());
        setBegan(false);
      },
    }),
    [ids, began],
  );
}
