import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError, api } from "@/api/client";
import { scenarioQuery } from "@/api/scenarios";
import type { ScenarioFull } from "@/api/types";
import { type Draft, dropDraft, readDraft, writeDraft } from "./draft";

export interface Editing {
  text: string;
  setText: (text: string) => void;
  draft: Draft | null;
  discard: () => void;
  save: (over?: number) => void;
  saving: boolean;
  error: unknown;
  /** The newer version on the server, when someone saved meanwhile. */
  theirs: ScenarioFull | null;
}

/** The draft of a scenario: typed here, kept on this machine, saved only when asked, never over someone else's work. */
export function useDraft(saved: ScenarioFull, onSaved: (scenario: ScenarioFull) => void): Editing {
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft | null>(() => readDraft(saved.id));
  const text = draft?.text ?? saved.text;
  const stale = draft !== null && draft.version < saved.version && draft.text !== saved.text;

  const keep = (next: Draft | null) => {
    setDraft(next);
    if (next) writeDraft(saved.id, next);
    else dropDraft(saved.id);
  };
  useEffect(() => {
    if (draft && draft.text === saved.text) {
      dropDraft(saved.id);
      setDraft(null);
    }
  }, [draft, saved.id, saved.text]);

  const put = useMutation({
    mutationFn: (over: number | undefined) =>
      api.put<ScenarioFull>(`/scenarios/${saved.id}`, {
        text,
        expected_version: over ?? draft?.version ?? saved.version,
      }),
    onSuccess: async (answer) => {
      keep(null);
      client.setQueryData(scenarioQuery(saved.id).queryKey, answer);
      onSaved(answer);
      await client.invalidateQueries({ queryKey: ["scenarios"] });
    },
    onError: (error) => {
      // The newer version is fetched so that both can be laid side by side.
      if (error instanceof ApiError && error.status === 409)
        void client.invalidateQueries({ queryKey: ["scenarios", saved.id] });
    },
  });

  return {
    text,
    setText: (next) =>
      keep(
        next === saved.text ? null : { text: next, version: draft?.version ?? saved.version, at: Date.now() },
      ),
    draft,
    discard: () => {
      put.reset();
      keep(null);
    },
    save: (over) => put.mutate(over),
    saving: put.isPending,
    error: put.error instanceof ApiError && put.error.status === 409 ? null : put.error,
    theirs: stale ? saved : null,
  };
}
