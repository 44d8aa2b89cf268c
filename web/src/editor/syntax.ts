import { LineCounter, parseDocument } from "yaml";
import type { Fault } from "@/api/types";

/** What YAML itself objects to, known before the server is asked. */
export function syntaxFaults(text: string): Fault[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return [...document.errors, ...document.warnings].map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    const severity = error.name === "YAMLWarning" ? "warning" : "error";
    return {
      path: "",
      message: error.message.split(" at line ")[0] ?? error.message,
      line,
      column: col,
      severity,
    };
  });
}

/** The line where a path of the document stands; the outline jumps there. */
export function lineOf(text: string, path: (string | number)[]): number | null {
  const lines = new LineCounter();
  const node: unknown = parseDocument(text, { lineCounter: lines }).getIn(path, true);
  const range = node && typeof node === "object" && "range" in node ? node.range : null;
  const start: unknown = Array.isArray(range) ? range[0] : null;
  return typeof start === "number" ? lines.linePos(start).line : null;
}
