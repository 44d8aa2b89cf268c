import type { Chat } from "../chat";
import type { Keep } from "../keep";
import type { Button, Message } from "../wire";
import { say, type Words } from "../words";
import { keys } from "./bubbles";
import { composer } from "./composer";
import { button, h, ICONS, icon } from "./dom";
import { phoneForm } from "./phone";
import { thread } from "./thread";

/** The whole chat: head, messages, keyboard, composer. */
export function panel(
  chat: Chat,
  words: Words,
  language: string,
  keep: Keep,
  close: (() => void) | undefined,
) {
  const title = h("h2", { id: "title" }, words.title);
  const state = h("div", { class: "state", role: "status", hidden: true });
  const head = h("div", { class: "head" }, title);
  if (close) head.append(button("tool", words.close, icon(ICONS.close), close));
  const write = composer(chat, words, {
    get: () => keep.get("draft") ?? "",
    set: (text) => keep.set("draft", text || undefined),
  });
  const talk = thread(chat, words, language, (message, one, node) => void pressed(message, one, node));
  const board = h("div", { class: "board" });
  const extra = h("div");
  const node = h("div", { class: "panel" }, head, state, talk.node, board, extra, write.node);
  /** The reply keyboard shown: the message it came with. */
  let shown: string | undefined;
  let used: string | undefined;

  async function pressed(message: Message, one: Button, at: HTMLButtonElement) {
    if (typeof one.press === "object" && "data" in one.press) {
      at.disabled = true;
      at.setAttribute("aria-busy", "true");
      try {
        await chat.press(message.id, one.press.data);
        at.removeAttribute("aria-busy");
      } catch {
        at.classList.add("bad");
      } finally {
        at.disabled = false;
        at.removeAttribute("aria-busy");
      }
      return;
    }
    act(one);
  }

  function act(one: Button) {
    if (one.press === "say") chat.send({ text: one.text });
    else if (one.press === "share_phone")
      extra.replaceChildren(
        phoneForm(
          words,
          (phone) => chat.send({ phone }),
          () => extra.replaceChildren(),
        ),
      );
    else if (one.press === "share_location") whereAmI();
    else if ("query" in one.press) write.put(one.press.query);
  }

  function whereAmI() {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => chat.send({ location: { latitude, longitude } }),
      () => {
        state.hidden = false;
        state.textContent = words.noPlace;
      },
    );
  }

  function drawBoard() {
    const last = chat.messages.filter((message) => !message.mine && message.keyboard).at(-1);
    const keyboard = last?.keyboard;
    const reply =
      keyboard && typeof keyboard === "object" && "reply" in keyboard ? keyboard.reply : undefined;
    const wanted = reply && last && used !== last.id ? last.id : undefined;
    if (wanted === shown) return;
    shown = wanted;
    board.replaceChildren();
    if (!wanted || !reply) return;
    const press = (one: Button) => {
      act(one);
      if (reply.once) {
        used = wanted;
        drawBoard();
      }
    };
    board.append(keys(reply.rows, press));
  }

  function drawState() {
    const { link } = chat;
    state.hidden = link.is === "online" || link.is === "idle";
    state.textContent =
      link.is === "refused" ? say(words.gone, { why: link.why }) : state.hidden ? "" : words.offline;
  }

  node.addEventListener("dragover", (event) => {
    event.preventDefault();
    node.classList.add("drop");
  });
  node.addEventListener("dragleave", () => node.classList.remove("drop"));
  node.addEventListener("drop", (event) => {
    event.preventDefault();
    node.classList.remove("drop");
    write.addAll(event.dataTransfer?.files);
  });

  return {
    node,
    input: write.input,
    toEnd: () => talk.toEnd(),
    put: (text: string) => write.put(text),
    draw() {
      if (chat.settings) title.textContent = chat.settings.title || words.title;
      drawState();
      talk.draw();
      drawBoard();
      write.draw();
    },
  };
}
