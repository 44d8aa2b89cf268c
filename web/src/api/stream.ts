import { useEffect, useRef } from "react";
import { shownWorkspace } from "./place";
import type { Json } from "./types";

export interface StreamRow {
  topic: string;
  [name: string]: Json;
}

interface Listener {
  topics: string[];
  tell: (row: StreamRow) => void;
}

// One connection for the whole page, whoever listens: a browser grants a server only six, over all its tabs.
const listeners = new Set<Listener>();
let source: EventSource | null = null;
let asked = "";
let planned = false;

function wants({ topics }: Listener, topic: string): boolean {
  return topics.some((own) => topic === own || topic.startsWith(`${own}:`));
}

function tell(row: StreamRow): void {
  for (const listener of [...listeners]) {
    if (row.topic === "reset" || wants(listener, row.topic)) listener.tell(row);
  }
}

function open(topics: string): EventSource {
  const workspace = shownWorkspace();
  const where = workspace ? `&workspace=${workspace}` : "";
  const fresh = new EventSource(`/api/v1/stream?topics=${encodeURIComponent(topics)}${where}`);
  fresh.onmessage = (message) => tell(JSON.parse(message.data));
  // Too much was missed to tell row by row: whoever listens loads anew.
  fresh.addEventListener("reset", () => tell({ topic: "reset" }));
  return fresh;
}

/** Listens to what is wanted now. The old connection ends only when the new one stands: nothing falls in between. */
function arrange(): void {
  planned = false;
  const topics = [...new Set([...listeners].flatMap((listener) => listener.topics))].sort().join(",");
  if (topics === asked) return;
  asked = topics;
  const before = source;
  source = topics ? open(topics) : null;
  const drop = () => before?.close();
  if (source === null) drop();
  source?.addEventListener("ready", drop, { once: true });
  source?.addEventListener("error", drop, { once: true });
}

function plan(): void {
  if (planned) return;
  planned = true;
  // A page that goes and one that comes change the topics together.
  setTimeout(arrange);
}

/** Listens anew after the browser was in another workspace: the server had ended the connection. */
export function openAnew(): void {
  asked = "";
  plan();
}

/** Follows topics of the live stream; the browser reconnects by itself and resumes where it was. */
export function useStream(topics: string[], onRow: (row: StreamRow) => void, on = true): void {
  const handler = useRef(onRow);
  handler.current = onRow;
  const list = topics.join(",");
  useEffect(() => {
    if (!on || !list) return;
    const listener: Listener = { topics: list.split(","), tell: (row) => handler.current(row) };
    listeners.add(listener);
    plan();
    return () => {
      listeners.delete(listener);
      plan();
    };
  }, [list, on]);
}
