import type { Chat } from "../chat";
import { safe } from "../rich";
import type { FileRef } from "../wire";
import { say, type Words } from "../words";
import { h, ICONS, icon } from "./dom";

/** Bytes once fetched, by the file's id, so that a message drawn again asks for nothing. */
const fetched = new Map<string, Promise<string>>();

function address(chat: Chat, file: FileRef): Promise<string> {
  if (!file.id) return Promise.resolve(safe(file.url ?? "") ?? "");
  const id = file.id;
  const known = fetched.get(id);
  if (known) return known;
  const asked = chat.bytes(id).then((blob) => URL.createObjectURL(blob));
  fetched.set(id, asked);
  asked.catch(() => fetched.delete(id));
  return asked;
}

/** A file of a message: pictures are shown, others offered. */
export function file(chat: Chat, words: Words, item: FileRef): HTMLElement {
  // A picture in SVG may hold scripts: it is offered, not shown.
  if (/^image\/(png|jpe?g|gif|webp|avif)$/.test(item.mime)) return picture(chat, item);
  return offered(chat, words, item);
}

function picture(chat: Chat, item: FileRef): HTMLElement {
  const image = h("img", { alt: item.name, class: "picture" });
  const place = h("a", { class: "file-picture", target: "_blank", rel: "noopener" }, image);
  address(chat, item)
    .then((url) => {
      image.src = url;
      place.href = url;
    })
    .catch(() => place.replaceWith(h("span", { class: "file" }, icon(ICONS.file), item.name)));
  return place;
}

function offered(chat: Chat, words: Words, item: FileRef): HTMLElement {
  const size = item.size === undefined ? "" : bytes(item.size);
  const node = h(
    "button",
    { type: "button", class: "file", "aria-label": say(words.download, { name: item.name }) },
    icon(ICONS.file),
    h("span", { class: "file-name" }, item.name),
    h("span", { class: "file-size" }, size),
  );
  node.addEventListener("click", async () => {
    node.disabled = true;
    try {
      h("a", { href: await address(chat, item), download: item.name }).click();
    } catch {
      node.classList.add("bad");
    } finally {
      node.disabled = false;
    }
  });
  return node;
}

export function bytes(count: number): string {
  if (count < 1_000) return `${count} B`;
  return count < 1_000_000 ? `${Math.round(count / 1_000)} KB` : `${(count / 1_000_000).toFixed(1)} MB`;
}
