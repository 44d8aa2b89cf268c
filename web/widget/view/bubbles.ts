import type { Chat } from "../chat";
import type { Waiting } from "../outbox";
import { rich, safe } from "../rich";
import type { Button, Message } from "../wire";
import { say, type Words } from "../words";
import { button, h, ICONS, icon } from "./dom";
import { file } from "./files";

export type Pressed = (message: Message, pressed: Button, node: HTMLButtonElement) => void;

/** A message that the server has. */
export function bubble(chat: Chat, words: Words, message: Message, pressed: Pressed): HTMLElement {
  const who = message.mine ? words.you : message.name || words.team;
  const node = h("div", { class: `message ${message.mine ? "mine" : "theirs"}`, "data-id": message.id });
  node.append(h("span", { class: "hidden" }, `${who}: `));
  if (message.deleted) {
    node.append(h("div", { class: "bubble gone" }, words.deleted));
    return node;
  }
  for (const item of message.files ?? []) node.append(file(chat, words, item));
  if (message.text?.text) node.append(h("div", { class: "bubble" }, ...rich(message.text)));
  if (message.keyboard && typeof message.keyboard === "object" && "inline" in message.keyboard)
    node.append(keys(message.keyboard.inline, (one, at) => pressed(message, one, at)));
  if (message.edited) node.append(h("span", { class: "note" }, words.edited));
  return node;
}

/** A message on its way, or one the server will not take. */
export function waiting(chat: Chat, words: Words, item: Waiting, online: boolean): HTMLElement {
  const text = item.text ?? item.phone ?? (item.location ? "📍" : words.sending);
  const node = h("div", { class: "message mine waiting" }, h("div", { class: "bubble" }, text));
  if (item.refused === undefined) {
    node.append(h("span", { class: "note" }, online ? words.sending : words.waiting));
    return node;
  }
  node.classList.add("bad");
  node.append(
    h("span", { class: "note bad" }, icon(ICONS.alert), say(words.refused, { why: item.refused })),
    h(
      "span",
      { class: "actions" },
      button("link", words.retry, words.retry, () => chat.outbox.retry(item.id)),
      button("link", words.remove, words.remove, () => chat.outbox.remove(item.id)),
    ),
  );
  return node;
}

/** Buttons in rows. */
export function keys(rows: Button[][], press: (one: Button, node: HTMLButtonElement) => void): HTMLElement {
  const row = (buttons: Button[]) => h("div", { class: "key-row" }, ...buttons.map((one) => key(one, press)));
  return h("div", { class: "keys" }, ...rows.map(row));
}

function key(one: Button, press: (one: Button, node: HTMLButtonElement) => void): HTMLElement {
  const { press: does } = one;
  const away = typeof does === "object" && ("url" in does ? does.url : "web_app" in does && does.web_app);
  if (away) {
    return h("a", { class: "key", href: safe(away), target: "_blank", rel: "noopener noreferrer" }, one.text);
  }
  const node = h("button", { type: "button", class: "key" }, one.text);
  node.addEventListener("click", () => press(one, node));
  return node;
}
