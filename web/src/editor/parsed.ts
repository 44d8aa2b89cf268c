import { type Document, LineCounter, parseDocument } from "yaml";

interface Parsed {
  text: string;
  document: Document;
  lines: LineCounter;
}

let last: Parsed | null = null;

/** A text as YAML reads it. The last one is kept, since faults, places and the form ask for the same text in turn. Whoever gets it must not change it. */
export function parsed(text: string): Parsed {
  if (last?.text !== text) {
    const lines = new LineCounter();
    last = { text, lines, document: parseDocument(text, { lineCounter: lines, logLevel: "silent" }) };
  }
  return last;
}
