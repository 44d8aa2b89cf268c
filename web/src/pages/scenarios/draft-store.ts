import { ApiError, api } from "@/api/client";
import type { ScenarioFull } from "@/api/types";
import { type Held, readHeld, writeHeld } from "./draft";
import { type Clash, merge } from "./form/merge";

export interface ServerDraft {
  revision: string;
  version: number;
  text: string;
  at: number;
}
export interface Drafted {
  draft: ServerDraft | null;
}

/** Keystrokes that come within this time are sent together, milliseconds. */
const PAUSE = 600;
/** A save that found no server is tried again so much later, milliseconds. */
const AGAIN = 3000;

export type Saving = "clean" | "waiting" | "saved" | "offline" | "failed";

/** What the page shows of the draft. Every change makes a new object. */
export interface DraftState extends Held {
  saving: Saving;
  /** When the server last acknowledged, UNIX microseconds. */
  savedAt: number | null;
  clashes: Clash[];
  error: unknown;
}

/**
 * The draft of a scenario, between the page and the server. What is typed is held here and on this machine at once,
 * sent a moment later, and put together with what others sent meanwhile; what both changed is asked about.
 */
export class DraftStore {
  private state: DraftState;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> | null = null;

  constructor(
    private readonly id: string,
    private live: ScenarioFull,
    draft: ServerDraft | null,
  ) {
    const server: Held = {
      text: draft?.text ?? live.text,
      base: draft?.text ?? live.text,
      revision: draft?.revision ?? null,
      version: draft?.version ?? live.version,
    };
    const own = readHeld(id);
    const merged = own && merge(own.base, own.text, server.base);
    this.state = {
      ...server,
      text: merged?.text ?? server.text,
      saving: draft ? "saved" : "clean",
      savedAt: draft?.at ?? null,
      clashes: merged?.clashes ?? [],
      error: null,
    };
  }

  subscribe = (tell: () => void): (() => void) => {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  };
  snapshot = (): DraftState => this.state;

  private become(change: Partial<DraftState>): void {
    this.state = { ...this.state, ...change };
    const { text, base, revision, version } = this.state;
    writeHeld(this.id, { text, base, revision, version });
    for (const tell of this.listeners) tell();
  }

  private get behind(): boolean {
    return this.state.text !== this.state.base;
  }

  /** Begins to listen: what was typed before a reload is sent, and a newer version is taken in. */
  start(): () => void {
    const online = () => this.later(0);
    window.addEventListener("online", online);
    if (this.behind) this.later(0);
    if (this.state.version < this.live.version) void this.pull();
    return () => {
      window.removeEventListener("online", online);
      clearTimeout(this.timer);
      // What is on its way stays on this machine until it is acknowledged.
      if (this.behind) void this.flush();
    };
  }

  type(text: string): void {
    this.become({ text, saving: "waiting" });
    this.later(PAUSE);
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  /** Sends what was not sent yet. Resolves when it is acknowledged, or has failed for now. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    while (this.sending) await this.sending;
    if (!this.behind) return;
    this.sending = this.send().finally(() => {
      this.sending = null;
    });
    await this.sending;
    if (this.behind && this.state.saving === "waiting") this.later(PAUSE);
  }

  private async send(): Promise<void> {
    const { text, revision, version } = this.state;
    try {
      if (text === this.live.text && version === this.live.version) {
        // Everything was taken back: there is nothing to keep a draft of.
        if (revision) await api.delete(`/scenarios/${this.id}/draft?revision=${revision}`);
        this.acknowledged({ base: text, revision: null, savedAt: null }, "clean");
      } else {
        const saved = await api.putOnce<ServerDraft>(`/scenarios/${this.id}/draft`, {
          text,
          version,
          revision,
        });
        this.acknowledged({ base: text, revision: saved.revision, savedAt: saved.at }, "saved");
      }
    } catch (error) {
      await this.failed(error);
    }
  }

  private acknowledged(change: Partial<DraftState>, saving: Saving): void {
    const more = this.state.text !== change.base;
    this.become({ ...change, saving: more ? "waiting" : saving, error: null });
  }

  private async failed(error: unknown): Promise<void> {
    const status = error instanceof ApiError ? error.status : -1;
    if (status === 409 || status === 404) return this.take();
    if (status === 0) {
      this.become({ saving: "offline" });
      this.later(AGAIN);
    } else this.become({ saving: "failed", error });
  }

  /** Somebody else changed the draft, or what runs: both are put together. */
  async pull(): Promise<void> {
    while (this.sending) await this.sending;
    this.sending = this.take().finally(() => {
      this.sending = null;
    });
    await this.sending;
    if (this.behind) this.later(0);
  }

  private async take(): Promise<void> {
    try {
      const [live, { draft }] = await Promise.all([
        api.get<ScenarioFull>(`/scenarios/${this.id}`),
        api.get<Drafted>(`/scenarios/${this.id}/draft`),
      ]);
      const began = draft?.version ?? live.version;
      const old =
        began < live.version
          ? await api.get<{ text: string }>(`/scenarios/${this.id}/versions/${began}`)
          : null;
      this.live = live;
      this.together(draft, live, old?.text ?? null);
    } catch (error) {
      if (error instanceof ApiError && error.status === 0) this.become({ saving: "offline" });
      else this.become({ saving: "failed", error });
      this.later(AGAIN);
    }
  }

  private together(draft: ServerDraft | null, live: ScenarioFull, old: string | null): void {
    const theirs = draft?.text ?? live.text;
    const first = merge(this.state.base, this.state.text, theirs);
    const second = old === null ? first : merge(old, first.text, live.text);
    const clashes = second === first ? first.clashes : [...first.clashes, ...second.clashes];
    const changed = second.text !== theirs;
    this.become({
      text: second.text,
      base: theirs,
      revision: draft?.revision ?? null,
      version: live.version,
      saving: changed ? "waiting" : draft ? "saved" : "clean",
      savedAt: draft?.at ?? null,
      clashes: [...this.state.clashes, ...clashes],
      error: null,
    });
  }

  /** A page was told that the draft has another revision now. */
  heard(revision: string | null): void {
    if (this.sending) void this.sending.then(() => this.heard(revision));
    else if (revision !== this.state.revision) void this.pull();
  }

  settled(clash: Clash): void {
    this.become({ clashes: this.state.clashes.filter((one) => one !== clash) });
  }

  /** Makes what is shown the next version. */
  async publish(note: string): Promise<ScenarioFull> {
    await this.flush();
    const { revision, error, saving } = this.state;
    if (!revision || this.behind) throw error ?? new ApiError({ title: saving, status: 0, code: "offline" });
    try {
      const live = await api.post<ScenarioFull>(`/scenarios/${this.id}/publish`, {
        revision,
        ...(note.trim() ? { note } : {}),
      });
      this.live = live;
      const { text, version } = live;
      this.become({ text, base: text, revision: null, version, saving: "clean", savedAt: null, error: null });
      return live;
    } catch (fault) {
      if (fault instanceof ApiError && fault.status === 409) await this.pull();
      throw fault;
    }
  }

  /** Throws the draft away: what runs is shown again. */
  async discard(): Promise<void> {
    const { revision } = this.state;
    if (revision) await api.delete(`/scenarios/${this.id}/draft`);
    const { text, version } = this.live;
    this.become({
      text,
      base: text,
      revision: null,
      version,
      saving: "clean",
      savedAt: null,
      clashes: [],
      error: null,
    });
  }
}
