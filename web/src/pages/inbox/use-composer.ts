import { useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import { useSay } from "./messages";
import type { Dialog, File as Sent } from "./types";
import { useDialogDraft } from "./use-dialog-draft";

/** How long a sent message waits, so that it can be taken back, microseconds. */
const UNDO = 5_000_000;
const PREFERENCES = "signalbox.inbox.composer";

export interface Taste {
  /** Enter sends and Shift+Enter breaks the line; otherwise Ctrl+Enter sends. */
  enterSends: boolean;
  /** What is sent waits five seconds. */
  undo: boolean;
}

function kept(): Taste {
  const fresh = { enterSends: true, undo: true };
  try {
    return { ...fresh, ...JSON.parse(localStorage.getItem(PREFERENCES) ?? "{}") };
  } catch {
    return fresh;
  }
}

/** How a person likes to write; a choice of the machine. */
export function useTaste() {
  const [taste, setTaste] = useState(kept);
  const change = (next: Partial<Taste>) => {
    const whole = { ...taste, ...next };
    localStorage.setItem(PREFERENCES, JSON.stringify(whole));
    setTaste(whole);
  };
  return { taste, change };
}

/** A file on its way into a message. */
export interface Attached {
  key: string;
  name: string;
  file?: Sent;
  error?: unknown;
}

/** Files of the message that is being written: sent as they are added, so that the message itself leaves at once. */
export function useAttached() {
  const [files, setFiles] = useState<Attached[]>([]);
  const add = (list: Iterable<File>) => {
    for (const file of list) {
      const key = crypto.randomUUID();
      const name = file.name || "image.png";
      setFiles((before) => [...before, { key, name }]);
      const put = (change: Partial<Attached>) =>
        setFiles((before) => before.map((one) => (one.key === key ? { ...one, ...change } : one)));
      const bytes = new Blob([file], { type: file.type || "application/octet-stream" });
      api
        .sendFile<{ file: Sent }>(`/files?name=${encodeURIComponent(name)}`, bytes)
        .then((taken) => put({ file: taken.file }))
        .catch((error: unknown) => put({ error }));
    }
  };
  const remove = (key: string) => setFiles((before) => before.filter((one) => one.key !== key));
  const ready = files.flatMap((one) => (one.file ? [one.file] : []));
  return {
    files,
    ready,
    busy: files.some((one) => !one.file && !one.error),
    add,
    remove,
    clear: () => setFiles([]),
  };
}

/** What is being written in a dialog: kept until it is sent, on this machine at once and on the others a moment later. */
export function useComposer(dialog: Dialog, taste: Taste, onSaid?: () => void) {
  const { answer, setAnswer, note, setNote } = useDialogDraft(dialog.id);
  const [noting, setNoting] = useState(false);
  const attached = useAttached();
  const say = useSay(dialog.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = noting ? [note, setNote] : [answer, setAnswer];
  useEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 240)}px`;
  }, [text, noting]);
  const empty = text.trim() === "" && (noting || attached.ready.length === 0);
  const send = (mentions: string[]) => {
    if (empty || say.isPending || (!noting && attached.busy)) return;
    const what = noting
      ? { path: "notes" as const, body: { text: text.trim(), mentions } }
      : {
          path: "messages" as const,
          body: {
            text: { text: text.trim() },
            files: attached.ready,
            ...(taste.undo ? { send_at: Date.now() * 1000 + UNDO } : {}),
          },
        };
    say.mutate(what, {
      onSuccess: () => {
        setText("");
        if (!noting) attached.clear();
        onSaid?.();
      },
    });
  };
  return { text, setText, noting, setNoting, attached, field, send, empty, say };
}
