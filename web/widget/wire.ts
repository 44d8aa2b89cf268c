/** What the server and the widget say to each other under `/chat/{token}`. */

export type Style =
  | "bold"
  | "italic"
  | "underline"
  | "strike"
  | "spoiler"
  | "code"
  | "quote"
  | { pre: string }
  | { link: string };

/** A style over a part of a text; `start` and `len` count UTF-16 units, as strings do here. */
export interface Mark {
  start: number;
  len: number;
  style: Style;
}

export interface Rich {
  text: string;
  marks?: Mark[];
}

export type Press =
  | "say"
  | "share_phone"
  | "share_location"
  | { data: string }
  | { url: string }
  | { web_app: string }
  | { query: string };

export interface Button {
  text: string;
  press: Press;
}

export type Keyboard = { inline: Button[][] } | { reply: { rows: Button[][]; once: boolean } } | "remove";

export interface FileRef {
  /** Names the file in our store; none for a file that lies at an address of its own. */
  id?: string;
  url?: string;
  name: string;
  mime: string;
  size?: number;
}

/** A message as the server tells it. */
export interface Message {
  id: string;
  /** The id the widget gave it; messages of the visitor only. */
  client_id?: string;
  mine: boolean;
  /** Who wrote, as the visitor may know them. */
  name?: string;
  text?: Rich;
  files?: FileRef[];
  keyboard?: Keyboard;
  /** UNIX microseconds. */
  at: number;
  edited?: boolean;
  deleted?: boolean;
}

export interface Page {
  items: Message[];
  /** There are older ones. */
  more: boolean;
}

export interface Settings {
  title: string;
  greeting: string;
  /** `#rrggbb`. */
  color?: string;
  side: "left" | "right";
  max_file_bytes: number;
  file_types: string[];
}

export interface Session {
  /** Proves the visitor; sent as a bearer token. */
  visitor: string;
  settings: Settings;
}

/** What the visitor sends. `id` is made here, so that sending twice stays one message. */
export interface Outgoing {
  id: string;
  text?: string;
  files?: string[];
  phone?: string;
  location?: { latitude: number; longitude: number };
}
