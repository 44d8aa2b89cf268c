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

async function problemOf(answer: Response): Promise<Problem> {
  const fallback = {
    title: answer.statusText || "HTTP error",
    status: answer.status,
    code: `http_${answer.status}`,
  };
  if (!answer.headers.get("content-type")?.includes("json")) return fallback;
  return { ...fallback, ...(await answer.json().catch(() => ({}))) };
}

async function send(
  method: string,
  path: string,
  body: BodyInit | undefined,
  type: string,
): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", "x-signalbox": "1" };
  if (body !== undefined) headers["content-type"] = type;
  let answer: Response;
  try {
    answer = await fetch(BASE + path, { method, headers, body, credentials: "same-origin" });
  } catch {
    reached(false);
    throw new ApiError({ title: "The server cannot be reached", status: 0, code: "offline" });
  }
  reached(true);
  if (!answer.ok) throw new ApiError(await problemOf(answer));
  return answer;
}

async function json<T>(method: string, path: string, body?: unknown): Promise<T> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const answer = await send(method, path, text, "application/json");
  const raw = await answer.text();
  return (raw ? JSON.parse(raw) : null) as T;
}

/** The one door to the server. Every method answers the parsed body or throws an [`ApiError`]. */
export const api = {
  get: <T>(path: string, query?: Query) => json<T>("GET", withQuery(path, query)),
  post: <T = unknown>(path: string, body: unknown = {}) => json<T>("POST", path, body),
  put: <T = unknown>(path: string, body: unknown = {}) => json<T>("PUT", path, body),
  patch: <T = unknown>(path: string, body: unknown = {}) => json<T>("PATCH", path, body),
  delete: <T = unknown>(path: string) => json<T>("DELETE", path),
  text: async (path: string) => (await send("GET", path, undefined, "")).text(),
  postText: async <T>(path: string, body: string, type: string) =>
    (await send("POST", path, body, type)).json() as Promise<T>,
  upload: async <T>(path: string, file: Blob) =>
    (await send("POST", path, file, "application/octet-stream")).json() as Promise<T>,
  /** Like `upload`, with the file's own type. */
  sendFile: async <T>(path: string, file: Blob) =>
    (await send("POST", path, file, file.type)).json() as Promise<T>,
  download: async (path: string) => (await send("POST", path, undefined, "")).blob(),
};
