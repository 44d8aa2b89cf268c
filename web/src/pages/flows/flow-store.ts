import { ApiError } from "@/api/client";
import { isMap } from "@/ui/is-map";
import type { Clash } from "../scenarios/form/merge";
import { same } from "../scenarios/form/tree";
import { dropDraft, type FlowDraft, getFlow, publishFlow, type SavedFlow, saveDraft } from "./api";
import { type Flow, readFlow } from "./model";
import { apply, diff, keepSame, type Patch } from "./patch";

/** Changes that come within this time are sent together, milliseconds. */
const PAUSE = 700;
/** A save that found no server is tried again so much later, milliseconds. */
const AGAIN = 3000;

export type Saving = "clean" | "waiting" | "saved" | "offline" | "failed";

export interface FlowState {
  flow: Flow;
  /** What the server holds. */
  base: Flow;
  revision: string | null;
  /** The published version the draft began with. */
  version: number;
  saving: Saving;
  /** When the server last acknowledged, UNIX microseconds. */
  savedAt: number | null;
  clashes: Clash[];
  error: unknown;
}

export const EMPTY: Flow = { name: "", steps: [], notes: [] };
export const shownFlow = (saved: SavedFlow): Flow | null =>
  readFlow(saved.draft?.flow ?? saved.published ?? EMPTY);

const place = (id: string) => `signalbox.flow.${id}`;
function readHeld(id: string): Patch | null {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(place(id)) ?? "null");
    return isMap(held) && Array.isArray(held.steps) ? (held as unknown as Patch) : null;
  } catch {
    return null;
  }
}

/**
 * The draft of a flow, between the page and the server. What is not acknowledged is kept on this machine as the
 * difference from what the server holds, sent a moment later, and laid over what others sent meanwhile.
 */
export class FlowStore {
  private state: FlowState;
  private live: SavedFlow;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private holding: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> | null = null;

  constructor(
    private readonly bot: string,
    saved: SavedFlow,
    shown: Flow,
  ) {
    this.live = saved;
    const own = readHeld(saved.id);
    const clashes: Clash[] = [];
    this.state = {
      flow: own ? apply(shown, own, false, clashes) : shown,
      base: shown,
      revision: saved.draft?.revision ?? null,
      version: saved.draft?.version ?? saved.version,
      saving: saved.draft ? "saved" : "clean",
      savedAt: saved.draft?.at ?? null,
      clashes,
      error: null,
    };
  }

  subscribe = (tell: () => void): (() => void) => {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  };
  snapshot = (): FlowState => this.state;

  private become(change: Partial<FlowState>): void {
    this.state = { ...this.state, ...change };
    clearTimeout(this.holding);
    this.holding = setTimeout(() => this.hold(), 60);
    for (const tell of this.listeners) tell();
  }

  private hold(): void {
    const patch = this.behind ? diff(this.state.base, this.state.flow) : null;
    try {
      if (patch) localStorage.setItem(place(this.live.id), JSON.stringify(patch));
      else localStorage.removeItem(place(this.live.id));
    } catch (error) {
      // Without room on this machine only the server keeps it: better said than believed.
      this.state = { ...this.state, error };
    }
  }

  private get behind(): boolean {
    return this.state.flow !== this.state.base;
  }

  /** Begins to listen: what was changed before a reload is sent. */
  start(): () => void {
    const now = () => this.later(0);
    const leave = () => this.hold();
    window.addEventListener("online", now);
    window.addEventListener("pagehide", leave);
    if (this.behind) this.later(0);
    return () => {
      window.removeEventListener("online", now);
      window.removeEventListener("pagehide", leave);
      clearTimeout(this.timer);
      this.hold();
      if (this.behind) void this.flush();
    };
  }

  change(flow: Flow): void {
    this.become({ flow, saving: "waiting" });
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
    const { flow, revision } = this.state;
    try {
      const saved = await saveDraft(this.bot, this.live.id, { flow, revision });
      this.acknowledged(flow, saved);
    } catch (error) {
      await this.failed(error);
    }
  }

  private acknowledged(sent: Flow, saved: FlowDraft): void {
    const more = this.state.flow !== sent;
    this.become({
      base: sent,
      revision: saved.revision,
      savedAt: saved.at,
      saving: more ? "waiting" : "saved",
      error: null,
    });
  }

  private async failed(error: unknown): Promise<void> {
    const status = error instanceof ApiError ? error.status : -1;
    if (status === 409) return this.take();
    if (status === 0) {
      this.become({ saving: "offline" });
      this.later(AGAIN);
    } else this.become({ saving: "failed", error });
  }

  /** Somebody else changed the draft: mine is laid over theirs. */
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
      const saved = await getFlow(this.bot, this.live.id);
      const theirs = shownFlow(saved);
      if (!theirs) throw new Error("the draft cannot be read");
      this.live = saved;
      const base = keepSame(this.state.base, theirs);
      const mine = diff(this.state.base, this.state.flow);
      const clashes: Clash[] = [];
      const flow = mine ? apply(base, mine, false, clashes) : base;
      const changed = !same(flow, base);
      this.become({
        flow: changed ? flow : base,
        base,
        revision: saved.draft?.revision ?? null,
        version: saved.draft?.version ?? saved.version,
        saving: changed ? "waiting" : saved.draft ? "saved" : "clean",
        savedAt: saved.draft?.at ?? null,
        clashes: [...this.state.clashes, ...clashes],
        error: null,
      });
      if (changed) this.later(PAUSE);
    } catch (error) {
      const offline = error instanceof ApiError && error.status === 0;
      this.become(offline ? { saving: "offline" } : { saving: "failed", error });
      this.later(AGAIN);
    }
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
  async publish(note: string): Promise<SavedFlow> {
    await this.flush();
    const { revision, error, saving } = this.state;
    if (!revision || this.behind) throw error ?? new ApiError({ title: saving, status: 0, code: "offline" });
    try {
      const live = await publishFlow(this.bot, this.live.id, revision, note);
      this.live = live;
      // The server writes the document its own way, e.g. with what goes without saying: from now on that is the text.
      const published = keepSame(this.state.flow, readFlow(live.published ?? EMPTY) ?? this.state.flow);
      this.become({
        flow: published,
        base: published,
        revision: null,
        version: live.version,
        saving: "clean",
        savedAt: null,
        error: null,
      });
      return live;
    } catch (fault) {
      if (fault instanceof ApiError && fault.status === 409) await this.pull();
      throw fault;
    }
  }

  /** Throws the draft away: what is published is shown again. */
  async discard(): Promise<void> {
    if (this.state.revision) await dropDraft(this.bot, this.live.id);
    const live = readFlow(this.live.published ?? EMPTY) ?? EMPTY;
    const flow = keepSame(this.state.flow, live);
    this.become({
      flow,
      base: flow,
      revision: null,
      version: this.live.version,
      saving: "clean",
      savedAt: null,
      clashes: [],
      error: null,
    });
  }
}
