import type { FileRef, Message, Outgoing, Page, Session } from "./wire";

/** Why a request did not come through. `status` 0: the server was not reached. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
    /** Seconds to wait before asking again. */
    readonly after = 0,
  ) {
    super(detail);
  }

  /** The same request may come through later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export interface Start {
  visitor?: string;
  identity?: string;
}

/** The public endpoints of one channel. */
export class Api {
  visitor: string | undefined;

  constructor(readonly base: string) {}

  start(body: Start): Promise<Session> {
    return this.json("POST", "/session", body);
  }

  before(id?: string): Promise<Page> {
    return this.json("GET", id ? `/messages?before=${id}` : "/messages");
  }

  send(message: Outgoing): Promise<Message> {
    // A campaign that led to this page left the visitor's click id in its address.
    const click = new URLSearchParams(location.search).get("sb_click");
    return this.json("POST", "/messages", click ? { ...message, click } : message);
  }

  press(id: string, message: string, data: string): Promise<void> {
    return this.json("POST", "/presses", { id, message, data });
  }

  seen(message: string): Promise<void> {
    return this.json("POST", "/seen", { message });
  }

  typing(): Promise<void> {
    return this.json("POST", "/typing");
  }

  /** Sends a file's bytes; `told` hears how much of them has left, 0–1. Only the old request tells that. */
  upload(file: File, told: (part: number) => void): Promise<FileRef> {
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open("POST", `${this.base}/files?name=${encodeURIComponent(file.name)}`);
      request.setRequestHeader("Authorization", `Bearer ${this.visitor}`);
      request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      request.upload.onprogress = (event) => told(event.loaded / Math.max(1, event.total));
      request.onerror = () => failed(new Refused(0, ""));
      request.onload = () => {
        const body = parsed(request.responseText);
        if (request.status < 300) done(body as FileRef);
        else failed(new Refused(request.status, detail(body)));
      };
      request.send(file);
    });
  }

  /** The bytes of a file: the proof goes in a header, never in an address that lands in logs. */
  async bytes(id: string): Promise<Blob> {
    return (await this.fetch("GET", `/files/${id}`)).blob();
  }

  /** The stream of events, from where `last` left off. */
  async stream(last: string | undefined, signal: AbortSignal): Promise<Response> {
    return this.fetch("GET", "/events", { headers: last ? { "Last-Event-ID": last } : {}, signal });
  }

  private async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const init: RequestInit = {};
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { "Content-Type": "application/json" };
    }
    const answer = await this.fetch(method, path, init);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  private async fetch(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.visitor) headers.set("Authorization", `Bearer ${this.visitor}`);
    let answer: Response;
    try {
      // No cookies: who the visitor is stands in the token alone, so another site's page can do nothing for them.
      answer = await fetch(this.base + path, { ...init, method, headers, credentials: "omit" });
    } catch {
      throw new Refused(0, "");
    }
    if (answer.ok) return answer;
    const body = parsed(await answer.text().catch(() => ""));
    throw new Refused(answer.status, detail(body), Number(answer.headers.get("Retry-After")) || 0);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function detail(body: unknown): string {
  return (body as { detail?: string } | undefined)?.detail ?? "";
}
