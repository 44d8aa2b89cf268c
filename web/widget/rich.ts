import { h } from "./view/dom";
import type { Mark, Rich, Style } from "./wire";

/** Addresses in plain text that become links. */
const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/gi;

const TAGS: Record<string, keyof HTMLElementTagNameMap> = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strike: "s",
  code: "code",
  quote: "q",
};

/** A text with its styles as nodes. Nothing of it is ever read as HTML. */
export function rich(text: Rich): Node[] {
  const marks = (text.marks ?? []).filter((mark) => mark.len > 0);
  if (marks.length === 0) return linked(text.text);
  const cuts = new Set([0, text.text.length]);
  for (const mark of marks) {
    cuts.add(Math.min(mark.start, text.text.length));
    cuts.add(Math.min(mark.start + mark.len, text.text.length));
  }
  const places = [...cuts].sort((one, other) => one - other);
  return places.slice(1).flatMap((end, at) => {
    const start = places[at] ?? 0;
    const over = marks.filter((mark) => mark.start < end && mark.start + mark.len > start);
    return styled(text.text.slice(start, end), over);
  });
}

function styled(text: string, marks: Mark[]): Node[] {
  const plain: Node[] = marks.some(({ style }) => typeof style === "object") ? [txt(text)] : linked(text);
  return marks.reduce<Node[]>((inside, mark) => [wrap(mark.style, inside)], plain);
}

function wrap(style: Style, inside: Node[]): Node {
  if (style === "spoiler") return spoiler(inside);
  if (typeof style === "string") return h(TAGS[style] ?? "span", {}, ...inside);
  if ("pre" in style) return h("code", { class: "pre" }, ...inside);
  return link(style.link, inside);
}

function spoiler(inside: Node[]): Node {
  const node = h("span", { class: "spoiler", role: "button", tabindex: "0" }, ...inside);
  const show = () => node.classList.add("shown");
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") show();
  });
  return node;
}

/** Only the web and mail are gone to: a message must not run code in the page. */
export function safe(address: string): string | undefined {
  return /^(https?:|mailto:|tel:)/i.test(address) ? address : undefined;
}

function link(address: string, inside: Node[]): Node {
  const href = safe(address);
  if (!href) return h("span", {}, ...inside);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...inside);
}

function linked(text: string): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (match.index > at) nodes.push(txt(text.slice(at, match.index)));
    nodes.push(link(match[0], [txt(match[0])]));
    at = match.index + match[0].length;
  }
  if (at < text.length) nodes.push(txt(text.slice(at)));
  return nodes;
}

function txt(text: string): Text {
  return document.createTextNode(text);
}
