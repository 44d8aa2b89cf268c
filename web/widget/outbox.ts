import { Refused } from "./api";
import type { Keep } from "./keep";
import type { Message, Outgoing } from "./wire";

/** A message of the visitor that the server has not confirmed. */
export interface Waiting extends Outgoing {
  at: string;
  /** Why the server will not take it, in its words; only a person tries again. */
  refused?: string;
}

const NAME = "outbox";
/** Messages kept at most: a page that is offline for ever must not fill the browser. */
const MOST = 100;
const PAUSES = [1_000, 2_000, 5_000, 15_000, 30_000];

export interface Sends {
  send(message: Outgoing): Promise<Message>;
  sent(waiting: Waiting, message: Message): void;
  changed(): void;
  /** The visitor's token is no good: get another. */
  renew(): Promise<void>;
}

/**
 * Messages on their way, in order, kept across pages. Each has an id of its own from the start: the server takes an id
 * once, so two pages that send the same queue, or an answer that got lost, make no second message.
 */
export class Outbox {
  private busy = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private keep: Keep,
    private sends: Sends,
  ) {}

  get items(): Waiting[] {
    return this.keep.list<Waiting>(NAME);
  }

  add(message: Outgoing) {
    const items = [...this.items, { ...message, at: new Date().toISOString() }];
    this.save(items.slice(-MOST));
    void this.flush();
  }

  retry(id: string) {
    this.save(this.items.map(({ refused, ...rest }) => (rest.id === id ? rest : { ...rest, refused })));
    void this.flush();
  }

  /** The server has it, as another page or the stream tells. */
  taken(id: string) {
    if (this.items.some((item) => item.id === id)) this.remove(id);
  }

  remove(id: string) {
    this.save(this.items.filter((item) => item.id !== id));
  }

  /** Sends what waits, one after another. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.busy = true;
    try {
      for (let item = this.next(); item; item = this.next()) {
        if (!(await this.one(item))) break;
      }
    } finally {
      this.busy = false;
    }
  }

  private next(): Waiting | undefined {
    return this.items.find((item) => item.refused === undefined);
  }

  /** Sends one. Answers whether the next may follow. */
  private async one(item: Waiting): Promise<boolean> {
    const { at: _at, refused: _refused, ...message } = item;
    try {
      const taken = await this.sends.send(message);
      this.failures = 0;
      this.remove(item.id);
      this.sends.sent(item, taken);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 401 && this.failures === 0) {
        this.failures = 1;
        await this.sends.renew().catch(() => this.later(0));
        return true;
      }
      if (error.passing || error.status === 401) {
        this.later(error.after);
        return false;
      }
      this.save(
        this.items.map((one) => (one.id === item.id ? { ...one, refused: error.message || "?" } : one)),
      );
      return true;
    }
  }

  private later(after: number) {
    const wait = Math.max(after * 1_000, PAUSES[Math.min(this.failures, PAUSES.length - 1)] ?? 0);
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), wait);
  }

  private save(items: Waiting[]) {
    this.keep.set(NAME, items.length > 0 ? JSON.stringify(items) : undefined);
    this.sends.changed();
  }
}
