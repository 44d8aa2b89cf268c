import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { scenarioQuery } from "@/api/scenarios";
import type { ScenarioFull } from "@/api/types";
import { type DraftState, DraftStore, type ServerDraft } from "./draft-store";
import type { Person } from "./form/form-context";
import type { Clash } from "./form/merge";
import { readTree, reconcile } from "./form/reconcile";
import { asTree, put, withIds } from "./form/tree";
import { useHistory } from "./use-history";
import { usePresence } from "./use-presence";

export interface Editing extends DraftState {
  /** `step` names what is changed: keystrokes at one place are one step of undo. Without it the change is a step of its own. */
  setText: (text: string, step?: string) => void;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
  /** Who else edits, and the way to tell them where one is. */
  people: Person[];
  onPlace: (id: string) => void;
  /** Whether something would change by publishing. */
  changed: boolean;
  discard: () => Promise<void>;
  publish: (note: string) => Promise<ScenarioFull>;
  /** Settles a place that two people changed. */
  settle: (clash: Clash, whose: "mine" | "theirs") => void;
}

/** The text with ids for blocks and actions that lack them, numbered as the server would. */
function identified(text: string): string {
  const tree = readTree(text);
  if (!tree) return text;
  let number = 0;
  return reconcile(
    text,
    withIds(tree, () => `s${++number}`),
  );
}

/** The draft of a scenario as a page edits it: saved by itself, undone over reloads, shared with whoever edits it too. */
export function useDraft(saved: ScenarioFull, draft: ServerDraft | null): Editing {
  const client = useQueryClient();
  const [store] = useState(() => new DraftStore(saved.id, saved, draft));
  const state = useSyncExternalStore(store.subscribe, store.snapshot);
  const history = useHistory(saved.id, state.text, (text) => store.type(text));
  const { id } = saved;
  const shared = {
    id,
    path: `/scenarios/${id}/presence`,
    topic: `editing:${id}`,
    query: ["scenarios", id],
  };
  const heard = useCallback((revision: string | null) => store.heard(revision), [store]);
  const { people, onPlace } = usePresence(shared, heard);
  useEffect(() => store.start(), [store]);
  useEffect(() => {
    if (saved.version > store.snapshot().version) void store.pull();
  }, [saved.version, store]);

  const setText = (next: string, step = "") => {
    if (next === store.snapshot().text) return;
    history.record(store.snapshot().text, next, step);
    store.type(next);
  };
  const publish = async (note: string) => {
    const named = identified(store.snapshot().text);
    if (named !== store.snapshot().text) store.type(named);
    const live = await store.publish(note);
    client.setQueryData(scenarioQuery(saved.id).queryKey, live);
    await client.invalidateQueries({ queryKey: ["scenarios"] });
    return live;
  };
  return {
    ...state,
    ...history,
    setText,
    people,
    onPlace,
    changed: state.text !== saved.text,
    discard: () => store.discard(),
    publish,
    settle: (clash, whose) => {
      store.settled(clash);
      if (whose === "mine") return;
      const tree = readTree(store.snapshot().text);
      if (clash.path.length === 0 && typeof clash.theirs === "string") setText(clash.theirs);
      else if (tree) setText(reconcile(store.snapshot().text, asTree(put(tree, clash.path, clash.theirs))));
    },
  };
}
