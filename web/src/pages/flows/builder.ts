import { createContext, useContext } from "react";
import type { Flow, Place } from "./model";

/** What every view of a flow works with: the document, what is selected, and the ways to change both. */
export interface Builder {
  flow: Flow;
  /** Where each step is drawn, also those the document gives no place. */
  places: Map<string, Place>;
  /** `step` names what is changed: keystrokes at one place are one step of undo. */
  change: (next: Flow, step?: string) => void;
  undo: () => void;
  redo: () => void;
  selection: string[];
  select: (ids: string[]) => void;
  /** Opens the panel of the selected step and puts the focus into it; `title` into its title. */
  edit: (where?: "title") => void;
  /** Talks with the draft from a step on. */
  tryFrom: (step: string) => void;
  /** Says something to screen readers. */
  say: (text: string) => void;
}

export const BuilderContext = createContext<Builder | null>(null);

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (!builder) throw new Error("a part of the builder stands outside of it");
  return builder;
}
