import { Api, Refused } from "./api";
import { Keep } from "./keep";
import { Outbox } from "./outbox";
import { type Event, Line } from "./stream";
import type { FileRef, Message, Outgoing, Settings } from "./wire";

export interface Setup {
  /** `https://server/chat/{token}`. */
  base: string;
  token: string;
  /** What the site's own server says about who this is: a signed token. */
  identity: string | undefined;
}

export interface Typing {
  name: string;
  until: number;
}

/** How the chat stands with the server. */
export type Link = { is: "idle" } | { is: "online" } | { is: "offline" } | { is: "refused"; why: string };

const WRITING_EVERY = 4_000;
const WRITING_LASTS = 6_000;

/** A fresh id, sortable enough and unique across devices. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One visitor's chat: what is known of it, and every way to change it. Views listen and draw. */
export class Chat {
  settings: Settings | undefined;
  link: Link = { is: "idle" };
  more = false;
  typing: Typing | undefined;
  readonly outbox: Outbox;
  private readonly api: Api;
  private readonly keep: Keep;
  private readonly line: Line;
  private readonly known = new Map<string, Message>();
  private readonly listeners = new Set<(news: Message | undefined) => void>();
  private starting: Promise<void> | undefined;
  private wroteAt = 0;

  constructor(private setup: Setup) {
    this.api = new Api(setup.base);
    this.keep = new Keep(setup.token);
    this.outbox = new Outbox(this.keep, {
      send: (message) => this.deliver(message),
      sent: (_, message) => this.take(message),
      changed: () => this.tell(),
      renew: () => this.renew(),
    });
    this.line = new Line(this.api, {
      event: (event) => this.heard(event),
      catchUp: () => this.catchUp(),
      online: (is) => this.linked(is ? { is: "online" } : { is: "offline" }),
      refused: () => this.renew(),
    });
  }

  listen(told: (news: Message | undefined) => void): () => void {
    this.listeners.add(told);
    return () => this.listeners.delete(told);
  }

  /** Somebody has talked here before, on this page or another. */
  get begun(): boolean {
    return !!this.setup.identity || !!this.keep.get("visitor") || this.outbox.items.length > 0;
  }

  /** What the server has, oldest first. */
  get messages(): Message[] {
    return [...this.known.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  get unread(): number {
    const seen = this.keep.get("seen") ?? "";
    return this.messages.filter((message) => !message.mine && !message.deleted && message.id > seen).length;
  }

  /** Proves who this is to the server, once, and loads the newest messages. */
  start(): Promise<void> {
    this.starting ??= this.begin().catch((error: unknown) => {
      this.starting = undefined;
      if (error instanceof Refused && !error.passing) this.linked({ is: "refused", why: error.message });
      else this.linked({ is: "offline" });
      throw error;
    });
    return this.starting;
  }

  private async begin() {
    const { identity } = this.setup;
    const visitor = this.keep.get("visitor");
    const session = await this.api.start({
      ...(visitor ? { visitor } : {}),
      ...(identity ? { identity } : {}),
    });
    this.api.visitor = session.visitor;
    this.keep.set("visitor", session.visitor);
    this.settings = session.settings;
    const page = await this.api.before();
    this.more = page.more;
    for (const message of page.items) this.known.set(message.id, message);
    this.linked({ is: "online" });
  }

  private async renew() {
    this.starting = undefined;
    await this.start();
  }

  /** Another person sits here: forget the one before. */
  async identify(identity: string | undefined) {
    if (identity === this.setup.identity && this.starting) return;
    const leaves = this.setup.identity !== undefined && identity === undefined;
    this.setup = { ...this.setup, identity };
    this.line.close();
    this.known.clear();
    this.starting = undefined;
    this.api.visitor = undefined;
    if (leaves) for (const name of ["visitor", "seen", "outbox"]) this.keep.set(name, undefined);
    this.tell();
    if (identity) await this.resume();
  }

  /** Opens the line and sends what waits. */
  async resume() {
    try {
      await this.start();
    } catch {
      // `start` has told the views; the line tries on by itself when it was the network.
      if (this.link.is === "refused") return;
    }
    this.line.open();
    void this.outbox.flush();
  }

  pause() {
    this.line.close();
  }

  async older() {
    const first = this.messages[0];
    if (!first || !this.more) return;
    const page = await this.api.before(first.id);
    this.more = page.more;
    for (const message of page.items) this.known.set(message.id, message);
    this.tell();
  }

  send(message: Omit<Outgoing, "id">) {
    this.outbox.add({ id: newId(), ...message });
    if (this.starting) this.line.open();
    else void this.resume();
  }

  /** Sends one message; how that ends tells how we stand with the server. */
  private async deliver(message: Outgoing): Promise<Message> {
    await this.start();
    try {
      const taken = await this.api.send(message);
      this.linked({ is: "online" });
      return taken;
    } catch (error) {
      if (error instanceof Refused && error.status === 0) this.linked({ is: "offline" });
      throw error;
    }
  }

  async upload(file: File, told: (part: number) => void): Promise<FileRef> {
    await this.start();
    return this.api.upload(file, told);
  }

  bytes(id: string): Promise<Blob> {
    return this.api.bytes(id);
  }

  async press(message: string, data: string) {
    await this.start();
    await this.api.press(newId(), message, data);
  }

  /** Tells that the visitor is writing, now and then. */
  writing() {
    const now = Date.now();
    if (now - this.wroteAt < WRITING_EVERY || this.link.is !== "online") return;
    this.wroteAt = now;
    // A sign that gets lost is worth nothing a moment later.
    this.api.typing().catch(() => undefined);
  }

  /** Everything shown has been seen. */
  see() {
    const last = this.messages.filter((message) => !message.mine).at(-1);
    if (!last || (this.keep.get("seen") ?? "") >= last.id) return;
    this.keep.set("seen", last.id);
    this.tell();
    // Lost, it is made good by the next message that is seen.
    if (this.link.is === "online") this.api.seen(last.id).catch(() => undefined);
  }

  private heard(event: Event) {
    if (event.name === "reset") void this.catchUp().catch(() => undefined);
    if (event.name === "message") this.take(JSON.parse(event.data) as Message);
    if (event.name === "typing") {
      const { name } = JSON.parse(event.data) as { name: string };
      this.typing = { name, until: Date.now() + WRITING_LASTS };
      setTimeout(() => this.tell(), WRITING_LASTS + 50);
      this.tell();
    }
  }

  /**
   * Reads back from the newest until what is known. Not forward from it: what was planned earlier may have been said
   * later, and stands before.
   */
  private async catchUp() {
    let page = await this.api.before();
    let missed = page.items;
    while (page.more && page.items.length > 0 && !page.items.some(({ id }) => this.known.has(id))) {
      page = await this.api.before(page.items[0]?.id);
      missed = [...page.items, ...missed];
    }
    for (const message of missed) this.take(message);
  }

  private take(message: Message) {
    const is_news = !this.known.has(message.id);
    this.known.set(message.id, message);
    if (message.client_id) this.outbox.taken(message.client_id);
    // The first word makes the chat: from here on there is something to listen to.
    if (is_news && message.mine) this.line.wake();
    if (!message.mine) this.typing = undefined;
    this.tell(is_news && !message.mine ? message : undefined);
  }

  private linked(link: Link) {
    if (link.is === this.link.is) return;
    this.link = link;
    if (link.is === "online") void this.outbox.flush();
    this.tell();
  }

  private tell(news?: Message) {
    for (const told of this.listeners) told(news);
  }
}
