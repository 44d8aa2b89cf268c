import type { Chat } from "../chat";
import { rich } from "../rich";
import type { Message } from "../wire";
import { say, type Words } from "../words";
import { bubble, type Pressed, waiting } from "./bubbles";
import { button, h } from "./dom";

/** Messages by the same side within so long stand close together, microseconds. */
const CLOSE = 5 * 60_000_000;
/** So near to the end the reader is taken along by new messages, pixels. */
const NEAR = 80;

/** The messages, drawn again only where they changed. */
export function thread(chat: Chat, words: Words, language: string, pressed: Pressed) {
  const older = button("link older", words.older, words.older, () => void load());
  const greeting = h("div", { class: "message theirs" });
  // New messages are read out; what was there before is not, since the log is filled before it is shown.
  const log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": words.messages });
  const queue = h("div", { class: "queue", "aria-live": "polite" });
  const typing = h("div", { class: "typing", role: "status" });
  const node = h("div", { class: "thread", tabindex: "0" }, older, greeting, log, queue, typing);
  const drawn = new Map<string, { as: string; node: HTMLElement }>();

  async function load() {
    const height = node.scrollHeight;
    older.disabled = true;
    // The link stays when it fails, to be pressed again.
    await chat.older().catch(() => undefined);
    older.disabled = false;
    node.scrollTop += node.scrollHeight - height;
  }
  node.addEventListener("scroll", () => {
    if (node.scrollTop < 40 && !older.hidden && !older.disabled) void load();
  });

  function place(message: Message, before: Message | undefined, at: number) {
    const first = !before || day(message.at, language) !== day(before.at, language);
    const joined = !first && before.mine === message.mine && message.at - before.at < CLOSE;
    const as = JSON.stringify([message, first, joined]);
    let known = drawn.get(message.id);
    if (known?.as !== as) {
      const one = bubble(chat, words, message, pressed);
      one.classList.toggle("joined", joined);
      one.title = new Date(message.at / 1_000).toLocaleString(language);
      const whole = h("div", {}, first && separator(message.at, language, words), one);
      known?.node.replaceWith(whole);
      known = { as, node: whole };
      drawn.set(message.id, known);
    }
    if (log.children[at] !== known.node) log.insertBefore(known.node, log.children[at] ?? null);
  }

  return {
    node,
    toEnd() {
      node.scrollTop = node.scrollHeight;
    },
    draw() {
      const near = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR;
      const messages = chat.messages;
      older.hidden = !chat.more;
      greeting.hidden = !chat.settings?.greeting || chat.more;
      if (chat.settings && !greeting.firstChild)
        greeting.append(h("div", { class: "bubble" }, ...rich({ text: chat.settings.greeting })));
      const ids = new Set(messages.map((message) => message.id));
      for (const [id, { node: old }] of drawn)
        if (!ids.has(id)) {
          old.remove();
          drawn.delete(id);
        }
      messages.forEach((message, at) => {
        place(message, messages[at - 1], at);
      });
      const online = chat.link.is === "online";
      queue.replaceChildren(...chat.outbox.items.map((item) => waiting(chat, words, item, online)));
      const writes = chat.typing && chat.typing.until > Date.now() ? chat.typing : undefined;
      typing.textContent = writes ? say(words.typing, { name: writes.name || words.team }) : "";
      if (near) this.toEnd();
    },
  };
}

function separator(at: number, language: string, words: Words): HTMLElement {
  const name = day(at, language);
  const now = Date.now() * 1_000;
  const near =
    name === day(now, language)
      ? words.today
      : name === day(now - 86_400_000_000, language)
        ? words.yesterday
        : name;
  return h("div", { class: "day" }, h("span", {}, near));
}

function day(at: number, language: string): string {
  return new Date(at / 1_000).toLocaleDateString(language, {
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}
