import { Chat } from "./chat";
import { Keep } from "./keep";
import { Shown } from "./shown";
import { language, words } from "./words";

/** How the chat stands on the page. */
export type Mode = "bubble" | "popup" | "container";
export type Theme = "light" | "dark" | "auto";

export interface Options {
  /** The channel's token, from the bot's page. */
  channel: string;
  /** Where the server is; where the script came from by default. */
  server?: string;
  mode?: Mode;
  /** The element a `container` fills, as a selector. */
  target?: string;
  theme?: Theme;
  language?: string;
  /** Who the visitor is, signed by the site's own server. */
  identity?: string;
  /** Opens by itself after so many seconds. */
  openAfter?: number;
}

const tag = document.currentScript as HTMLScriptElement | null;

function mount(options: Options): Shown {
  const server = options.server ?? new URL(tag?.src ?? location.href).origin;
  const tongue = language([options.language ?? "", document.documentElement.lang, ...navigator.languages]);
  const chat = new Chat({
    base: `${server}/chat/${encodeURIComponent(options.channel)}`,
    token: options.channel,
    identity: options.identity,
  });
  return new Shown(chat, new Keep(options.channel), words(tongue), tongue, options);
}

let shown: Shown | undefined;
const ready = new Promise<void>((done) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => done());
  else done();
});

/** What a page may do with its chat, as `window.Signalbox`. */
const face = {
  /** Puts the chat on the page; a script tag with `data-channel` does it by itself. */
  async start(options: Options) {
    await ready;
    shown?.destroy();
    shown = mount(options);
  },
  open: () => shown?.open(),
  close: () => shown?.close(),
  toggle: () => shown?.toggle(),
  /** Tells who the visitor is from now on; without a token the visitor is forgotten. */
  identify: (token?: string) => shown?.chat.identify(token),
  /** Puts a text into the visitor's input. */
  prefill: (text: string) => shown?.put(text),
  destroy() {
    shown?.destroy();
    shown = undefined;
  },
};
export type Face = typeof face;

declare global {
  interface Window {
    Signalbox?: Face;
  }
}

window.Signalbox = face;
const data = tag?.dataset;
if (data?.channel) {
  const { channel, mode, target, theme, lang, identity, open } = data;
  void face.start({
    channel,
    ...(mode ? { mode: mode as Mode } : {}),
    ...(target ? { target } : {}),
    ...(theme ? { theme: theme as Theme } : {}),
    ...(lang ? { language: lang } : {}),
    ...(identity ? { identity } : {}),
    ...(open ? { openAfter: Number(open) } : {}),
  });
}
