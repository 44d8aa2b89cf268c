import type { Words } from "../words";
import { button, h } from "./dom";

/** Asks for the visitor's phone. */
export function phoneForm(words: Words, share: (phone: string) => void, close: () => void): HTMLElement {
  const input = h("input", { type: "tel", autocomplete: "tel", required: true, maxlength: "32" });
  input.setAttribute("aria-label", words.phone);
  input.placeholder = words.phone;
  const form = h(
    "form",
    { class: "row phone" },
    input,
    h("button", { type: "submit", class: "key" }, words.share),
    button("link", words.cancel, words.cancel, close),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    share(input.value.trim());
    close();
  });
  setTimeout(() => input.focus());
  return form;
}
