import type { LucideIcon } from "lucide-react";

/** Under which heading an entry stands. */
export type Room = "records" | "go" | "settings" | "scenarios" | "hooks" | "commands" | "help";

/** Something the palette leads to or does. */
export interface Entry {
  /** The same at every opening, so that what was used lately is known again. */
  id: string;
  room: Room;
  label: string;
  icon: LucideIcon;
  /** Other words it is found by. */
  words?: string[];
  hint?: string;
  keys?: string[];
  /** The server found it: whatever was typed fits. */
  found?: boolean;
  run: () => unknown;
}

/** What is looked for: everything, or only what the first letter says. */
export interface Asked {
  text: string;
  rooms: Room[] | null;
  /** Of the records only these kinds. */
  kinds: ("lead" | "contact" | "company" | "task")[] | null;
}

const PREFIXES: Record<string, Omit<Asked, "text">> = {
  ">": { rooms: ["commands"], kinds: null },
  "@": { rooms: ["records"], kinds: ["contact", "company"] },
  "#": { rooms: ["records"], kinds: ["lead"] },
  "/": { rooms: ["help"], kinds: null },
};

/** Reads what was typed: `>` commands, `@` people, `#` leads, `/` help. */
export function readAsked(typed: string): Asked {
  const prefix = PREFIXES[typed.charAt(0)];
  if (prefix) return { text: typed.slice(1).trim(), ...prefix };
  return { text: typed.trim(), rooms: null, kinds: null };
}

/** Every word typed begins a word of the entry, in any order. */
export function fits({ label, words = [], found }: Entry, text: string): boolean {
  if (found) return true;
  const own = [label, ...words]
    .join(" ")
    .toLowerCase()
    .split(/[\s,.:;()/«»"“”-]+/);
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((wish) => own.some((word) => word.startsWith(wish)));
}

/** The entries to show: those that fit, of the rooms asked for; used lately first, within their room. */
export function choose(entries: Entry[], asked: Asked, lately: string[]): Entry[] {
  const rank = new Map(lately.map((id, at) => [id, at]));
  const place = (entry: Entry) => rank.get(entry.id) ?? lately.length;
  return entries
    .filter((entry) => (asked.rooms ? asked.rooms.includes(entry.room) : entry.room !== "help"))
    .filter((entry) => fits(entry, asked.text))
    .map((entry, at) => ({ entry, at }))
    .sort((one, other) => place(one.entry) - place(other.entry) || one.at - other.at)
    .map(({ entry }) => entry);
}
