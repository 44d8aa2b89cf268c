/** Short names for what the server answers about dialogs. */
import type { components } from "@/api/schema.gen";

type S = components["schemas"];

export type DialogStatus = S["DialogStatus"];
export type MessageAuthor = S["MessageAuthor"];
export type DialogRow = S["DialogRow"];
export type Dialog = S["DialogDetail"];
export type Rich = S["Rich"];
export type File = S["File"];
export type Keyboard = S["Keyboard"];
export type Line = S["Line"];
export type Message = S["MessageRow"];
export type MessagePage = S["MessagePage"];
export type Counts = S["CountsView"];
export type Reply = S["ReplyView"];
export type Scene = S["Scene"];
export type DialogAct = S["DialogAct"];
export type Macro = S["Macro"];
export type ActsDone = S["ActsDone"];
export type FoundMessage = S["FoundMessage"];
export type FlowRow = S["FlowRow"];
export type FlowView = S["FlowView"];

export const VIEWS = ["mine", "unassigned", "all", "snoozed", "closed", "every"] as const;
export type View = (typeof VIEWS)[number];

/** What the list shows; it stands in the address. */
export interface Filters {
  view: View;
  q?: string;
  status?: string;
  bot?: string;
  tag?: string;
  unread?: string;
  order?: string;
  /** Who stands on a step of a flow, or came through it. */
  flow?: string;
  step?: string;
  passed?: string;
  days?: string;
}

/** What a list can be narrowed by, besides its view: what a saved view keeps. */
export const NARROWS = [
  "q",
  "status",
  "bot",
  "tag",
  "unread",
  "order",
  "flow",
  "step",
  "passed",
  "days",
] as const satisfies (keyof Filters)[];

/** What a message says to people: text and files, whoever wrote it; a line or note is not among it. */
export function spoken(message: Message): { text?: Rich; files: File[]; keyboard?: Keyboard | null } {
  const { body } = message;
  if ("received" in body) return { text: body.received.text, files: body.received.files ?? [] };
  if ("sent" in body)
    return { text: body.sent.text, files: body.sent.files ?? [], keyboard: body.sent.keyboard };
  return { files: [] };
}
