import { type Api, Refused } from "./api";

export interface Event {
  name: string;
  id: string | undefined;
  data: string;
}

/** Reads server-sent events out of pieces of text that break anywhere. */
export function reader(told: (event: Event) => void): (piece: string) => void {
  let rest = "";
  let name = "message";
  let id: string | undefined;
  let data: string[] = [];
  const line = (text: string) => {
    if (text === "") {
      if (data.length > 0) told({ name, id, data: data.join("\n") });
      name = "message";
      data = [];
      return;
    }
    const at = text.indexOf(":");
    if (at === 0) return;
    const field = at < 0 ? text : text.slice(0, at);
    const value = at < 0 ? "" : text.slice(at + 1).replace(/^ /, "");
    if (field === "event") name = value;
    else if (field === "data") data.push(value);
    else if (field === "id") id = value;
  };
  return (piece) => {
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const one of lines) line(one);
  };
}

/** The server says something at least every 20 seconds; a line silent for longer is dead. */
const SILENT = 45_000;
/** Pauses between attempts, milliseconds; the last repeats. */
const PAUSES = [500, 1_000, 2_000, 5_000, 10_000, 30_000];
/** After so many lines that never spoke, something between us and the server holds streams back: ask now and then. */
const GIVE_UP = 3;
const POLL = 5_000;

export interface Hears {
  event(event: Event): void;
  /** Asked instead of a stream, and after each gap. */
  catchUp(): Promise<void>;
  online(is: boolean): void;
  /** The visitor's token is no good. */
  refused(): Promise<void>;
}

/** Keeps a line open while it is wanted, goes on where it left off, and polls where streams do not pass. */
export class Line {
  private abort: AbortController | undefined;
  private last: string | undefined;
  private waking: (() => void) | undefined;
  private mute = 0;
  private failures = 0;

  constructor(
    private api: Api,
    private hears: Hears,
  ) {}

  open() {
    if (this.abort) return;
    this.abort = new AbortController();
    void this.run(this.abort.signal);
  }

  /** Ends the pause between two attempts. */
  wake() {
    this.waking?.();
  }

  close() {
    this.abort?.abort();
    this.abort = undefined;
  }

  private async run(signal: AbortSignal) {
    while (!signal.aborted) {
      let spoke = false;
      try {
        if (this.mute >= GIVE_UP) {
          await this.hears.catchUp();
          this.hears.online(true);
          await this.pause(POLL, signal);
          continue;
        }
        spoke = await this.listen(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Refused && error.status === 401) await this.hears.refused();
        if (!(error instanceof Refused) || error.status === 0) this.hears.online(false);
      }
      this.failures = spoke ? 0 : this.failures + 1;
      await this.pause(PAUSES[Math.min(this.failures, PAUSES.length - 1)] ?? 0, signal);
    }
  }

  /** One line from its beginning to its end. Answers whether it ever spoke. */
  private async listen(signal: AbortSignal): Promise<boolean> {
    const dead = new AbortController();
    const either = () => dead.abort();
    signal.addEventListener("abort", either);
    let timer = setTimeout(either, SILENT);
    let spoke = false;
    try {
      const answer = await this.api.stream(this.last, dead.signal);
      const body = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      const read = reader((event) => {
        spoke = true;
        if (event.id) this.last = event.id;
        this.hears.online(true);
        this.hears.event(event);
      });
      while (body) {
        const { done, value } = await body.read();
        if (done) break;
        clearTimeout(timer);
        timer = setTimeout(either, SILENT);
        read(value);
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", either);
      this.mute = spoke ? 0 : this.mute + (dead.signal.aborted && !signal.aborted ? 1 : 0);
    }
    return spoke;
  }

  private pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((done) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        this.waking = undefined;
        done();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener("abort", end);
      this.waking = end;
    });
  }
}
