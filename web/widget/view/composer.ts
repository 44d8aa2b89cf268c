import { Refused } from "../api";
import type { Chat } from "../chat";
import type { FileRef } from "../wire";
import { say, type Words } from "../words";
import { button, h, ICONS, icon } from "./dom";

const TALLEST = 120;
/** Characters of one message at most, as the server holds it. */
const LONGEST = 4_000;

/** Where the visitor writes. */
export function composer(chat: Chat, words: Words, keep: { get(): string; set(text: string): void }) {
  const input = h("textarea", { rows: "1", maxlength: String(LONGEST), placeholder: words.write });
  input.setAttribute("aria-label", words.write);
  const picker = h("input", { type: "file", multiple: true, hidden: true, tabindex: "-1" });
  const errors = h("div", { class: "errors", role: "alert" });
  const chips = h("div", { class: "chips", "aria-live": "polite" });
  const attach = button("tool", words.attach, icon(ICONS.clip), () => picker.click());
  const send = button("tool send", words.send, icon(ICONS.send), () => submit());
  const row = h("div", { class: "row" }, attach, input, send);
  const node = h("div", { class: "composer" }, errors, chips, row, picker);
  const ready: FileRef[] = [];
  let loading = 0;

  input.value = keep.get();
  const grow = () => {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, TALLEST)}px`;
    send.disabled = loading > 0 || (input.value.trim() === "" && ready.length === 0);
  };

  function submit() {
    const text = input.value.trim();
    if (loading > 0 || (text === "" && ready.length === 0)) return;
    chat.send({
      ...(text ? { text } : {}),
      ...(ready.length > 0 ? { files: ready.map((one) => one.id ?? "") } : {}),
    });
    input.value = "";
    keep.set("");
    ready.length = 0;
    chips.replaceChildren();
    errors.replaceChildren();
    grow();
    input.focus();
  }

  function refuse(text: string) {
    errors.replaceChildren(text);
  }

  async function add(file: File) {
    const limits = chat.settings;
    if (limits && file.size > limits.max_file_bytes)
      return refuse(say(words.tooLarge, { name: file.name, max: Math.floor(limits.max_file_bytes / 1e6) }));
    if (limits && !limits.file_types.some((type) => fits(file.type, type)))
      return refuse(say(words.wrongType, { name: file.name }));
    const chip = h("span", { class: "chip" }, say(words.uploading, { name: file.name, n: 0 }));
    chips.append(chip);
    loading += 1;
    grow();
    try {
      const ref = await chat.upload(file, (part) => {
        chip.textContent = say(words.uploading, { name: file.name, n: Math.round(part * 100) });
      });
      ready.push(ref);
      const remove = button("chip-x", `${words.remove}: ${file.name}`, icon(ICONS.close), () => {
        ready.splice(ready.indexOf(ref), 1);
        chip.remove();
        grow();
      });
      chip.replaceChildren(h("span", { class: "file-name" }, file.name), remove);
    } catch (error) {
      chip.remove();
      const why = error instanceof Refused && error.message ? error.message : words.noServer;
      refuse(say(words.notUploaded, { name: file.name, why }));
    } finally {
      loading -= 1;
      grow();
    }
  }

  const addAll = (files: FileList | null | undefined) => {
    errors.replaceChildren();
    for (const file of files ?? []) void add(file);
  };
  picker.addEventListener("change", () => {
    addAll(picker.files);
    picker.value = "";
  });
  input.addEventListener("paste", (event) => addAll(event.clipboardData?.files));
  input.addEventListener("input", () => {
    keep.set(input.value);
    chat.writing();
    grow();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  grow();
  return {
    node,
    input,
    addAll,
    put(text: string) {
      input.value = text;
      keep.set(text);
      grow();
      input.focus();
    },
    draw() {
      picker.accept = chat.settings?.file_types.join(",") ?? "";
    },
  };
}

/** Whether a media type is the one named, or of the family named `image/*`. */
export function fits(type: string, named: string): boolean {
  return named.endsWith("/*") ? type.startsWith(named.slice(0, -1)) : type === named;
}
