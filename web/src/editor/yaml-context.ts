/** Where the cursor stands in a YAML text, read from indentation alone: a text that is being typed is rarely valid. */
export interface YamlContext {
  /** The keys and list places that lead to the map or list at the cursor. */
  path: (string | number)[];
  /** The key whose value is being typed, when the cursor stands behind a colon. */
  key: string | null;
  /** What is typed so far, and where it starts in the line. */
  word: string;
  from: number;
  /** Whether the cursor's place is a fresh list item (`- `) that may be a map or a plain value. */
  item: boolean;
  /** The column at which keys of the current map stand. */
  column: number;
}

interface Line {
  dashes: number[];
  /** The column of the text behind indentation and dashes. */
  column: number;
  key: string | null;
  blank: boolean;
}

const KEY = /^(?:"([^"]*)"|'([^']*)'|([^\s#:{}[\],&*!|>%@`"'-][^:#]*?|[\w][^:]*?))\s*:(?:\s|$)/;

function readLine(text: string): Line {
  let column = 0;
  const dashes: number[] = [];
  for (;;) {
    while (text[column] === " ") column += 1;
    if (text[column] === "-" && (text[column + 1] === " " || text[column + 1] === undefined)) {
      dashes.push(column);
      column += 1;
    } else break;
  }
  const rest = text.slice(column);
  const match = KEY.exec(rest);
  return {
    dashes,
    column,
    key: match ? (match[1] ?? match[2] ?? match[3] ?? "").trim() : null,
    blank: (rest.trim() === "" && dashes.length === 0) || rest.trimStart().startsWith("#"),
  };
}

interface Item {
  at: number;
  index: number;
}

/** A way up: `edge` is the column a parent must stand left of, `item` the list item the way leads through. */
class Climb {
  readonly path: (string | number)[] = [];
  private item: Item | null = null;

  constructor(private edge: number) {}

  /** A list item opens at a dash: what is below belongs to it. */
  dash(at: number): void {
    if (this.item?.at === at) this.item.index += 1;
    else if (at < this.edge) {
      this.close();
      this.item = { at, index: 0 };
      this.edge = at;
    }
  }

  /** A key is a parent when it stands left of us, or, above a list, also at the column of its dashes. */
  key(name: string, column: number, dashes: number[]): void {
    const above = this.item ? column <= this.item.at && !dashes.includes(this.item.at) : column < this.edge;
    if (!above) return;
    this.close();
    this.path.unshift(name);
    this.edge = column;
  }

  close(): void {
    if (this.item) this.path.unshift(this.item.index);
    this.item = null;
  }
}

/** Climbs from a column to the root, collecting the keys above and counting list items passed. */
function climb(lines: string[], start: number, column: number, ownDashes: number[]): (string | number)[] {
  const way = new Climb(column);
  for (const dash of [...ownDashes].reverse()) way.dash(dash);
  for (let row = start - 1; row >= 0; row--) {
    const line = readLine(lines[row] ?? "");
    if (line.blank) continue;
    if (line.key !== null) way.key(line.key, line.column, line.dashes);
    for (const dash of [...line.dashes].reverse()) way.dash(dash);
  }
  way.close();
  return way.path;
}

export function yamlContext(text: string, position: number): YamlContext {
  const before = text.slice(0, position);
  const lines = text.split("\n");
  const row = before.split("\n").length - 1;
  const typed = before.slice(before.lastIndexOf("\n") + 1);
  const line = readLine(typed);
  const key = line.key;
  const empty = typed.slice(line.column).trim() === "" && key === null;
  const column = empty && line.dashes.length === 0 ? typed.length : line.column;
  const path = climb(lines, row, column, line.dashes);
  const colon = key === null ? line.column : typed.indexOf(":", line.column) + 1;
  const rest = typed.slice(colon);
  const gap = key === null ? 0 : rest.length - rest.trimStart().length;
  const quoted = /^["']/.test(rest.slice(gap)) ? 1 : 0;
  const from = colon + gap + quoted;
  return { path, key, word: typed.slice(from), from, item: line.dashes.length > 0 && key === null, column };
}
