import type { Fault } from "@/api/types";
import { parsed } from "./parsed";

/** What YAML itself objects to, known before the server is asked. */
export function syntaxFaults(text: string): Fault[] {
  const { document, lines } = parsed(text);
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

/** `blocks[0].do[1].url` as keys and places. */
export function readPath(path: string): (string | number)[] {
  return [...path.matchAll(/[^.[\]]+/g)].map(([part]) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Gives faults that name only a path the line of its deepest part that is in the text. */
export function placed(text: string, faults: Fault[]): Fault[] {
  return faults.map((fault) => {
    if (fault.line) return fault;
    const path = readPath(fault.path);
    for (let depth = path.length; depth > 0; depth--) {
      const line = lineOf(text, path.slice(0, depth));
      if (line !== null) return { ...fault, line, column: 1 };
    }
    return { ...fault, line: 1, column: 1 };
  });
}

/** The line where a path of the document stands; the outline jumps there. */
export function lineOf(text: string, path: (string | number)[]): number | null {
  const { document, lines } = parsed(text);
  const node: unknown = document.getIn(path, true);
  const range = node && typeof node === "object" && "range" in node ? node.range : null;
  const start: unknown = Array.isArray(range) ? range[0] : null;
  return typeof start === "number" ? lines.linePos(start).line : null;
}
