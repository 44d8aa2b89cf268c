import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import { useSession } from "@/api/session";
import { type StreamRow, useStream } from "@/api/stream";
import type { Scene } from "./types";

/** How often a page says that it looks, milliseconds. */
const BEAT = 10_000;
/** How often it says that one writes. */
const WRITING = 4_000;
/** A sign of writing holds for so long. */
const FRESH = 6_500;

const NOBODY: Scene = { people: [], contact_writing: false };
const tab = crypto.randomUUID();

/** Who else looks at a dialog and writes in it, and the way to tell them that one writes. */
export function useTalking(dialog: string) {
  const { user } = useSession();
  const [scene, setScene] = useState<Scene>(NOBODY);
  const wrote = useRef(0);
  const fades = useRef<ReturnType<typeof setTimeout>>(undefined);
  const speak = useCallback(
    (writing: boolean) => {
      // Being seen is a kindness: without a connection one works on without it.
      api
        .postOnce<Scene>(`/dialogs/${dialog}/presence`, { tab, writing })
        .then(setScene, () => setScene(NOBODY));
    },
    [dialog],
  );
  useEffect(() => {
    speak(false);
    const beat = setInterval(() => document.visibilityState === "visible" && speak(false), BEAT);
    return () => {
      clearInterval(beat);
      clearTimeout(fades.current);
      api.postOnce(`/dialogs/${dialog}/presence/leave`, { tab }).catch(() => undefined);
    };
  }, [dialog, speak]);
  useStream([`talking:${dialog}`], (row: StreamRow) => {
    if (row.topic === "reset") return speak(false);
    setScene(row as unknown as Scene);
    clearTimeout(fades.current);
    fades.current = setTimeout(() => speak(false), FRESH);
  });
  const write = useCallback(() => {
    const now = Date.now();
    if (now - wrote.current < WRITING) return;
    wrote.current = now;
    speak(true);
  }, [speak]);
  const others = scene.people.filter((one) => one.user !== user.id);
  return { others, contactWriting: scene.contact_writing, write };
}

export type Talking = ReturnType<typeof useTalking>;
