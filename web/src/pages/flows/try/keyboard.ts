import type { components } from "@/api/schema.gen";
import type { TryInput, TryLine } from "../api";
import type { Look } from "./use-flow-try";

type Keyboard = components["schemas"]["Keyboard"];
type Press = components["schemas"]["Press"];

/** A button and its number within its message, as a test counts them. */
export interface KeyButton {
  text: string;
  press: Press;
  index: number;
}

function numbered(rows: { text: string; press: Press }[][]): KeyButton[][] {
  let index = 0;
  return rows.map((row) => row.map((button) => ({ ...button, index: index++ })));
}

/** Buttons under a message: a page of the web shows there also those that Telegram puts in place of the keyboard. */
export function rowsUnder(keyboard: Keyboard | null | undefined, look: Look): KeyButton[][] {
  if (!keyboard || keyboard === "remove") return [];
  if ("inline" in keyboard) return numbered(keyboard.inline);
  return look === "web_chat" ? numbered(keyboard.reply.rows) : [];
}

/** The keyboard Telegram shows now: the newest one, until it is taken away or was used once. */
export function replyRows(messages: TryLine[]): { rows: KeyButton[][]; message: number } | null {
  let answered = false;
  for (let message = messages.length - 1; message >= 0; message -= 1) {
    const line = messages[message];
    if (line?.from === "person") answered = true;
    if (line?.from !== "bot") continue;
    const { keyboard } = line.content;
    if (keyboard === "remove") return null;
    if (!keyboard || !("reply" in keyboard)) continue;
    return keyboard.reply.once && answered ? null : { rows: numbered(keyboard.reply.rows), message };
  }
  return null;
}

/** The phone of the person in a test. */
const PHONE = "+380501234567";
/** Where that person is. */
const PLACE = { latitude: 50.4501, longitude: 30.5234 };

/** What a press does in a test. */
export function pressed({ press, index, text }: KeyButton, message: number): TryInput {
  if (press === "share_phone") return { phone: PHONE };
  if (press === "share_location") return { location: PLACE };
  if (typeof press === "object" && "query" in press) return { text: press.query };
  if (press === "say") return { text };
  return { press: { message, button: index } };
}

/** The address a button opens. */
export function isAway({ press }: KeyButton): string | undefined {
  if (typeof press !== "object") return undefined;
  const address = "url" in press ? press.url : "web_app" in press ? press.web_app : undefined;
  return address && /^https?:/i.test(address) ? address : undefined;
}
