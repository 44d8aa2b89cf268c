/** What the server answers about dialogs. */

export type DialogStatus = "auto" | "manual" | "waiting" | "blocked" | "finished" | "stopped";
export type MessageAuthor = "contact" | "flow" | "ai" | "operator" | "system" | "note";

export interface DialogRow {
  id: string;
  bot: { id: string; key: string | null; name: string | null };
  channel: { id: string; kind: "telegram" | "web_chat" | null };
  chat: string;
  name: string;
  contact: { kind: "contact"; id: string; title?: string | null } | null;
  status: DialogStatus;
  holder: { kind: "nobody" } | { kind: "flow" } | { kind: "ai" } | { kind: "operator"; user: string };
  user: string | null;
  unread: number;
  position: { flow: string; flow_key: string | null; version: number; step: string } | null;
  last: { message: string; author: MessageAuthor; text: string } | null;
  last_at: number;
  snoozed_until: number | null;
  trouble: string | null;
  revision: number;
}

export interface Dialog extends DialogRow {
  person: { id: string; name: string; username: string | null; language: string | null } | null;
  variables: Record<string, string>;
  fields: Record<string, string>;
}

export interface Rich {
  text: string;
  marks?: {
    start: number;
    len: number;
    style:
      | "bold"
      | "italic"
      | "underline"
      | "strike"
      | "spoiler"
      | "code"
      | "quote"
      | { pre: string }
      | { link: string };
  }[];
}

export interface File {
  kind: "photo" | "video" | "audio" | "voice" | "video_note" | "animation" | "sticker" | "document";
  source: { stored: string } | { remote: string } | { url: string };
  name?: string;
  mime?: string | null;
  size?: number | null;
}

interface Button {
  text: string;
}
export type Keyboard = { inline: Button[][] } | { reply: { rows: Button[][]; once: boolean } } | "remove";

export type Line =
  | { kind: "opened" }
  | { kind: "taken"; user: string }
  | { kind: "released" }
  | { kind: "assigned"; user: string | null }
  | { kind: "status"; from: DialogStatus; to: DialogStatus }
  | { kind: "moved"; flow: string; step: string }
  | { kind: "joined" }
  | { kind: "nobody_free" }
  | { kind: "trouble"; reason: string };

export interface Received {
  text?: Rich;
  files?: File[];
  contact?: { phone: string; name?: string; own: boolean } | null;
  location?: { latitude: number; longitude: number } | null;
}

export interface Message {
  id: string;
  dialog: string;
  author: MessageAuthor;
  user: string | null;
  state: "planned" | "sent" | "confirmed" | "uncertain" | "failed" | "cancelled";
  body:
    | { received: Received }
    | { sent: { text?: Rich; files?: File[]; keyboard?: Keyboard | null } }
    | { deed: unknown }
    | { note: { text: string; mentions?: string[] } }
    | { line: Line };
  error: string | null;
  run: string | null;
  at: number;
  due_at: number | null;
  edited_at: number | null;
  removed_at: number | null;
}

export interface MessagePage {
  items: Message[];
  older: boolean;
  newer: boolean;
}

export interface Counts {
  mine: number;
  mine_unread: number;
  unassigned: number;
  all: number;
  snoozed: number;
}

export interface Reply {
  id: string;
  shortcut: string;
  name: string;
  text: string;
  shared: boolean;
}

export interface Scene {
  people: { tab: string; user: string; name: string; writing: boolean }[];
  contact_writing: boolean;
}

export interface FlowRow {
  id: string;
  key: string;
  name: string;
  version: number;
}

export interface FlowView {
  id: string;
  key: string;
  published: { name: string; steps?: { key: string; name?: string }[] } | null;
}

export const VIEWS = ["mine", "unassigned", "all", "snoozed", "closed"] as const;
export type View = (typeof VIEWS)[number];

/** What the list shows; it stands in the address. */
export interface Filters {
  view: View;
  q?: string;
  status?: string;
  bot?: string;
  tag?: string;
  unread?: string;
}

/** What a message says to people: text and files, whoever wrote it; a line or note is not among it. */
export function spoken(message: Message): { text?: Rich; files: File[]; keyboard?: Keyboard | null } {
  const { body } = message;
  if ("received" in body) return { text: body.received.text, files: body.received.files ?? [] };
  if ("sent" in body)
    return { text: body.sent.text, files: body.sent.files ?? [], keyboard: body.sent.keyboard };
  return { files: [] };
}
