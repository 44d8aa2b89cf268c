import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Person } from "../scenarios/form/form-context";
import type { Clash } from "../scenarios/form/merge";
import { put, same } from "../scenarios/form/tree";
import { usePresence } from "../scenarios/use-presence";
import { flowQuery, type SavedFlow } from "./api";
import { EMPTY, type FlowState, FlowStore } from "./flow-store";
import { useFlowHistory } from "./history";
import { type Flow, readFlow } from "./model";
import { keepSame } from "./patch";

export interface FlowEditing extends FlowState {
  /** `step` names what is changed: keystrokes at one place are one step of undo. Without it the change is a step of its own. */
  change: (next: Flow, step?: string) => void;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
  /** What is published, when anything is. */
  live: Flow | null;
  /** Whether something would change by publishing. */
  changed: boolean;
  discard: () => Promise<void>;
  publish: (note: string) => Promise<SavedFlow>;
  /** Who else edits, and the way to tell them where one is. */
  people: Person[];
  onPlace: (step: string) => void;
  settle: (clash: Clash, whose: "mine" | "theirs") => void;
}

/** A place of a clash as a path of the document: steps are named by their ids there. */
function placed(flow: Flow, path: Clash["path"]): Clash["path"] {
  const [first, id, ...rest] = path;
  const index = first === "steps" ? flow.steps.findIndex((step) => step.id === id) : -1;
  return index < 0 ? path : ["steps", index, ...rest];
}

/** The draft of a flow as a page edits it: saved by itself, undone over reloads, put together with what others change. */
export function useFlow(bot: string, saved: SavedFlow, shown: Flow): FlowEditing {
  const client = useQueryClient();
  const [store] = useState(() => new FlowStore(bot, saved, shown));
  const state = useSyncExternalStore(store.subscribe, store.snapshot);
  const history = useFlowHistory(
    saved.id,
    () => store.snapshot().flow,
    (flow) => store.change(flow),
  );
  useEffect(() => store.start(), [store]);
  const heard = useCallback((revision: string | null) => store.heard(revision), [store]);
  const shared = {
    id: saved.id,
    path: `/bots/${bot}/flows/${saved.id}/presence`,
    topic: `drawing:${saved.id}`,
    query: flowQuery(bot, saved.id).queryKey,
  };
  const { people, onPlace } = usePresence(shared, heard);
  // With the draft's own objects where both say the same: comparing them at every keystroke then costs nothing.
  const live = useMemo(() => {
    const published = saved.published ? readFlow(saved.published) : null;
    return published && keepSame(store.snapshot().flow, published);
  }, [saved.published, store]);
  const changed = useMemo(() => !same(live ?? EMPTY, state.flow), [live, state.flow]);
  const change = (next: Flow, step = "") => {
    const before = store.snapshot().flow;
    if (next === before) return;
    history.record(before, next, step);
    store.change(next);
  };
  return {
    ...state,
    ...history,
    live,
    changed: changed || saved.version === 0,
    change,
    people,
    onPlace,
    discard: () => store.discard(),
    publish: async (note) => {
      const published = await store.publish(note);
      client.setQueryData(flowQuery(bot, saved.id).queryKey, published);
      await client.invalidateQueries({ queryKey: ["bots", bot] });
      return published;
    },
    settle: (clash, whose) => {
      store.settled(clash);
      if (whose === "mine") return;
      const now = store.snapshot().flow;
      const next = readFlow(put(now, placed(now, clash.path), clash.theirs));
      if (next) change(next);
    },
  };
}
