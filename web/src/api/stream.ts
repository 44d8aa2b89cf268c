import { useEffect, useRef } from "react";
import type { Json } from "./types";

export interface StreamRow {
  topic: string;
  [name: string]: Json;
}

/** Follows topics of the live stream; the browser reconnects by itself and resumes where it was. */
export function useStream(topics: string[], onRow: (row: StreamRow) => void, on = true): void {
  const handler = useRef(onRow);
  handler.current = onRow;
  const list = topics.join(",");
  useEffect(() => {
    if (!on || !list) return;
    const source = new EventSource(`/api/v1/stream?topics=${encodeURIComponent(list)}`);
    source.onmessage = (message) => handler.current(JSON.parse(message.data));
    // Too much was missed to tell row by row: whoever listens loads anew.
    source.addEventListener("reset", () => handler.current({ topic: "reset" }));
    return () => source.close();
  }, [list, on]);
}
