import { noteAway, shownWorkspace } from "./place";

/** A failed call as the interface shows it: the server's problem document, or a lost connection. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: { path: string; message: string }[];

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail ?? "";
    this.errors = problem.errors ?? [];
  }

  /** The message for one place of a form. */
  at(path: string): string | undefined {
    return this.errors.find((fault) => fault.path === path)?.message;
  }
}

interface Problem {
  title: string;
  status: number;
  code: string;
  detail?: string;
  errors?: { path: string; message: string }[];
}

export type Query = Record<string, string | number | boolean | null | undefined>;

type Reach = (reachable: boolean) => void;
let reached: Reach = () => {};
/** Told after every call whether the server could be reached. */
export function onReach(listener: Reach): void {
  reached = listener;
}

export function withQuery(path: string, query?: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

const BASE = "/api/v1";
/** Calls about the way in itself: they hold wherever the browser is. */
const ANYWHERE = /^\/(setup|session|session\/workspace|invites\/(open|accept))$/;

async function problemOf(answer: Response): Promise<Problem> {
  const fallback = {
    title: answer.statusText || "HTTP error",
    status: answer.status,
    code: `http_${answer.status}`,
  };
  if (!answer.headers.get("content-type")?.includes("json")) return fallback;
  return { ...fallback, ...(await answer.json().catch(() => ({}))) };
}

/** How long a write waits before each further try when the way to the server is lost, milliseconds. */
const PAUSES = [1000, 2000, 4000, 8000];
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** A key no other request has. `randomUUID` is missing where the studio is opened without TLS. */
function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

interface Sending {
  body?: BodyInit;
  type?: string;
  /**
   * Tries again while the way to the server is lost. The key makes the tries one: what the first did before the answer
   * was lost is not done twice.
   */
  again?: boolean;
}

async function send(method: string, path: string, { body, type, again }: Sending = {}): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", "x-signalbox": "1" };
  if (body !== undefined) headers["content-type"] = type ?? "";
  if (again) headers["idempotency-key"] = freshKey();
  const workspace = shownWorkspace();
  if (workspace && !ANYWHERE.test(path)) headers["x-signalbox-workspace"] = workspace;
  const pauses = again ? [...PAUSES] : [];
  for (;;) {
    let answer: Response;
    try {
      answer = await fetch(BASE + path, { method, headers, body, credentials: "same-origin" });
    } catch {
      reached(false);
      const wait = pauses.shift();
      if (wait === undefined)
        throw new ApiError({ title: "The server cannot be reached", status: 0, code: "offline" });
      await pause(wait);
      continue;
    }
    reached(true);
    if (!answer.ok) {
      const problem = await problemOf(answer);
      if (problem.code === "other_workspace") noteAway();
      throw new ApiError(problem);
    }
    return answer;
  }
}

async function json<T>(method: string, path: string, body?: unknown, again = method !== "GET"): Promise<T> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const answer = await send(method, path, { body: text, type: "application/json", again });
  const raw = await answer.text();
  return (raw ? JSON.parse(raw) : null) as T;
}

/** The one door to the server. Every method answers the parsed body or throws an [`ApiError`]. */
export const api = {
  get: <T>(path: string, query?: Query) => json<T>("GET", withQuery(path, query)),
  post: <T = unknown>(path: string, body: unknown = {}) => json<T>("POST", path, body),
  put: <T = unknown>(path: string, body: unknown = {}) => json<T>("PUT", path, body),
  /** Like `put` and `post`, but says at once that the way is lost: for what keeps and repeats its work itself. */
  putOnce: <T = unknown>(path: string, body: unknown) => json<T>("PUT", path, body, false),
  postOnce: <T = unknown>(path: string, body: unknown) => json<T>("POST", path, body, false),
  patch: <T = unknown>(path: string, body: unknown = {}) => json<T>("PATCH", path, body),
  delete: <T = unknown>(path: string) => json<T>("DELETE", path),
  text: async (path: string) => (await send("GET", path)).text(),
  postText: async <T>(path: string, body: string, type: string) =>
    (await send("POST", path, { body, type })).json() as Promise<T>,
  upload: async <T>(path: string, file: Blob) =>
    (await send("POST", path, { body: file, type: "application/octet-stream" })).json() as Promise<T>,
  /** Like `upload`, with the file's own type. */
  sendFile: async <T>(path: string, file: Blob) =>
    (await send("POST", path, { body: file, type: file.type })).json() as Promise<T>,
  download: async (path: string) => (await send("POST", path)).blob(),
};
