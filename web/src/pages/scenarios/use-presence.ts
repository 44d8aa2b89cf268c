import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import { useStream } from "@/api/stream";
import { isMap } from "@/ui/is-map";
import type { Person } from "./form/form-context";

/** How often a page says that it is there, milliseconds. */
const BEAT = 10_000;

const readPeople = (value: unknown, own: string): Person[] =>
  Array.isArray(value)
    ? value
        .filter(isMap)
        .map((one) => ({ tab: String(one.tab), name: String(one.name), place: String(one.place ?? "") }))
        .filter((one) => one.tab !== own)
    : [];

/** The name of this tab; it stays when the page is loaded again, so that nobody meets their own shadow. */
function tabName(): string {
  const known = sessionStorage.getItem("signalbox.tab");
  if (known) return known;
  const made = crypto.randomUUID();
  sessionStorage.setItem("signalbox.tab", made);
  return made;
}

/** A document that several people write at once. */
export interface Shared {
  id: string;
  /** Where the server is told that a page edits it. */
  path: string;
  /** What the stream calls its news. */
  topic: string;
  /** The query that shows what is published. */
  query: readonly unknown[];
}

/** Who else edits a document, and the way to tell them where one is. `heard` is told the draft's revision. */
export function usePresence(shared: Shared, heard: (revision: string | null) => void) {
  const { id, path, topic } = shared;
  const client = useQueryClient();
  const [tab] = useState(tabName);
  const [people, setPeople] = useState<Person[]>([]);
  const place = useRef("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const speak = useCallback(
    (leaving = false) => {
      const said = { tab, place: place.current, leaving };
      api.postOnce<{ people: unknown; revision: string | null }>(path, said).then(
        (answer) => {
          if (leaving) return;
          setPeople(readPeople(answer.people, tab));
          heard(answer.revision);
        },
        // Being seen is a kindness: whoever may not edit, or has no connection, works on without it.
        () => setPeople([]),
      );
    },
    [path, tab, heard],
  );
  useEffect(() => {
    speak();
    const beat = setInterval(() => document.visibilityState === "visible" && speak(), BEAT);
    return () => {
      clearInterval(beat);
      clearTimeout(timer.current);
      speak(true);
    };
  }, [speak]);
  useStream([topic, "definitions"], (row) => {
    if (row.topic === topic) {
      setPeople(readPeople(row.people, tab));
      heard(typeof row.revision === "string" ? row.revision : null);
    } else if (row.topic === "reset" || row.id === id)
      void client.invalidateQueries({ queryKey: shared.query });
  });
  const onPlace = useCallback(
    (next: string) => {
      if (next === place.current) return;
      place.current = next;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => speak(), 300);
    },
    [speak],
  );
  return { people, onPlace };
}
