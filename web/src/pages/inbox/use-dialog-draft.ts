import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "@/api/client";

/** What is written rests so long before it is sent to the server, milliseconds. */
const PAUSE = 800;

interface Draft {
  answer: string;
  note: string;
}
/** What stands in this tab, and what the server has acknowledged of it. */
interface Kept {
  now: Draft;
  sent: Draft;
}

const EMPTY: Draft = { answer: "", note: "" };
const same = (one: Draft, other: Draft) => one.answer === other.answer && one.note === other.note;
const place = (dialog: string) => `signalbox.draft.dialog.${dialog}`;

function read(dialog: string): Kept {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place(dialog)) ?? "null") as Kept | null;
    return kept?.now && kept.sent ? kept : { now: EMPTY, sent: EMPTY };
  } catch {
    return { now: EMPTY, sent: EMPTY };
  }
}

function keep(dialog: string, kept: Kept): void {
  if (same(kept.now, EMPTY) && same(kept.sent, EMPTY)) sessionStorage.removeItem(place(dialog));
  else sessionStorage.setItem(place(dialog), JSON.stringify(kept));
}

/**
 * What one has begun to write in a dialog. It stands in this tab at once, so that a reload without a connection loses
 * nothing, and on the server a moment later, so that it waits on every other machine. What this tab has not sent yet
 * is newer than what the server holds.
 */
export function useDialogDraft(dialog: string) {
  const [kept, setKept] = useState(() => read(dialog));
  const current = useRef(kept);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const become = useCallback(
    (next: Kept) => {
      current.current = next;
      keep(dialog, next);
      setKept(next);
    },
    [dialog],
  );
  const send = useCallback(() => {
    clearTimeout(timer.current);
    const { now, sent } = current.current;
    if (same(now, sent)) return;
    api.put(`/dialogs/${dialog}/draft`, now).then(
      () => become({ ...current.current, sent: now }),
      // It stays in this tab, and goes with the next change.
      () => undefined,
    );
  }, [dialog, become]);
  useEffect(() => {
    let gone = false;
    api.get<Draft>(`/dialogs/${dialog}/draft`).then(
      (there) => {
        if (gone || !same(current.current.now, current.current.sent)) return;
        become({ now: there, sent: there });
      },
      () => undefined,
    );
    return () => {
      gone = true;
      send();
    };
  }, [dialog, become, send]);
  const write = (change: Partial<Draft>) => {
    become({ ...current.current, now: { ...current.current.now, ...change } });
    clearTimeout(timer.current);
    timer.current = setTimeout(send, PAUSE);
  };
  return {
    answer: kept.now.answer,
    setAnswer: (answer: string) => write({ answer }),
    note: kept.now.note,
    setNote: (note: string) => write({ note }),
  };
}
