import type { Chat } from "./chat";
import type { Keep } from "./keep";
import type { Options } from "./main";
import style from "./style.css?inline";
import { h } from "./view/dom";
import { launcher } from "./view/launcher";
import { panel } from "./view/panel";
import { trap } from "./view/trap";
import { say, type Words } from "./words";

/** A page that is out of sight for so long gives its line back, milliseconds. */
const HIDDEN = 30_000;
const NARROW = "(max-width: 480px)";

/** The chat on the page: where it stands, whether it is open, and what it tells while it is not. */
export class Shown {
  private readonly host = h("div");
  private readonly root: ShadowRoot;
  private readonly frame: HTMLElement;
  private readonly bubble: ReturnType<typeof launcher> | undefined;
  private readonly body: ReturnType<typeof panel>;
  private readonly spoken = h("div", { class: "hidden", role: "status" });
  private readonly ends: (() => void)[] = [];
  private from: Element | null = null;
  private is_open = false;

  constructor(
    readonly chat: Chat,
    private keep: Keep,
    private words: Words,
    language: string,
    private options: Options,
  ) {
    this.host.dataset.signalbox = this.mode;
    this.root = this.host.attachShadow({ mode: "open" });
    // A sheet of its own passes a page's policy that forbids inline styles.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    this.root.adoptedStyleSheets = [sheet];
    const inside = this.mode === "container";
    this.body = panel(chat, words, language, keep, inside ? undefined : () => this.close());
    this.frame = h("div", { class: "frame", "aria-labelledby": "title" }, this.body.node);
    this.frame.setAttribute("role", inside ? "region" : "dialog");
    this.bubble = this.mode === "bubble" ? launcher(words, () => this.toggle()) : undefined;
    const veil = this.mode === "popup" ? h("div", { class: "veil" }) : undefined;
    veil?.addEventListener("click", () => this.close());
    const parts = [veil, this.frame, this.bubble?.node, this.spoken].filter((part) => part !== undefined);
    this.root.append(h("div", { class: `root as-${this.mode}`, lang: language }, ...parts));
    this.wire();
    this.place();
  }

  private get mode() {
    return this.options.mode ?? "bubble";
  }

  /** Nothing else on the page is to be reached: over the whole of a phone, and as a popup. */
  private get modal() {
    return this.mode === "popup" || (this.mode === "bubble" && matchMedia(NARROW).matches);
  }

  private place() {
    const place = this.options.target && document.querySelector(this.options.target);
    (this.mode === "container" && place ? place : document.body).append(this.host);
    this.dress();
    this.frame.hidden = true;
    const { openAfter } = this.options;
    if (this.mode === "container" || this.keep.get("open") === "1") this.open(false);
    else if (openAfter !== undefined && openAfter >= 0 && this.keep.get("open") === undefined) {
      const timer = setTimeout(() => this.open(false), openAfter * 1_000);
      this.ends.push(() => clearTimeout(timer));
    }
    if (this.chat.begun) void this.chat.resume();
  }

  private wire() {
    this.ends.push(this.chat.listen((news) => this.draw(news?.name ?? (news ? this.words.team : undefined))));
    this.on(this.root, "keydown", (event) => {
      if ((event as KeyboardEvent).key === "Escape" && this.mode !== "container" && this.is_open)
        this.close();
    });
    trap(this.frame, this.root, () => this.modal);
    let away: ReturnType<typeof setTimeout> | undefined;
    this.on(document, "visibilitychange", () => {
      clearTimeout(away);
      if (document.hidden) away = setTimeout(() => this.chat.pause(), HIDDEN);
      else if (this.chat.begun) void this.chat.resume();
      if (!document.hidden && this.is_open) this.chat.see();
    });
    this.on(window, "online", () => void this.chat.resume());
    const dark = matchMedia("(prefers-color-scheme: dark)");
    this.on(dark, "change", () => this.dress());
  }

  private on(what: EventTarget, name: string, does: (event: Event) => void) {
    what.addEventListener(name, does);
    this.ends.push(() => what.removeEventListener(name, does));
  }

  /** Colours and side, by the channel's settings and the page's wish. */
  private dress() {
    const { theme = "auto" } = this.options;
    const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    const top = this.root.firstElementChild as HTMLElement;
    top.dataset.theme = dark ? "dark" : "light";
    const { color, side } = this.chat.settings ?? {};
    if (color && /^#[0-9a-f]{6}$/i.test(color)) {
      top.style.setProperty("--accent", color);
      top.style.setProperty("--on-accent", bright(color) ? "#111" : "#fff");
    }
    top.dataset.side = side ?? "right";
  }

  private draw(newsFrom?: string) {
    if (this.is_open && !document.hidden) this.chat.see();
    this.dress();
    this.body.draw();
    this.bubble?.draw(this.chat.unread, this.is_open);
    if (newsFrom && !this.is_open) this.spoken.textContent = say(this.words.newMessage, { name: newsFrom });
  }

  /** Shows the chat; `asked`: a person did it, so the focus goes with them. */
  open(asked = true) {
    if (this.is_open) return;
    this.is_open = true;
    this.from = document.activeElement;
    this.frame.hidden = false;
    this.frame.setAttribute("aria-modal", String(this.modal));
    this.root.firstElementChild?.classList.add("open");
    if (asked) this.keep.set("open", "1");
    void this.chat.resume().then(() => this.body.toEnd());
    this.draw();
    this.body.toEnd();
    if (asked) this.body.input.focus();
  }

  close() {
    if (!this.is_open || this.mode === "container") return;
    this.is_open = false;
    this.frame.hidden = true;
    this.root.firstElementChild?.classList.remove("open");
    this.keep.set("open", "0");
    this.draw();
    // Back to where the person was.
    if (this.bubble) this.bubble.node.focus();
    else if (this.from instanceof HTMLElement) this.from.focus();
  }

  toggle() {
    if (this.is_open) this.close();
    else this.open();
  }

  put(text: string) {
    this.body.put(text);
  }

  destroy() {
    this.chat.pause();
    for (const end of this.ends) end();
    this.host.remove();
  }
}

/** Whether dark letters read better on a colour, by its relative luminance. */
export function bright(colour: string): boolean {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.2;
}
