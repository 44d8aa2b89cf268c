import type { IncomingHttpHeaders } from "node:http";
import { arrivalFrom, newId, now, type Row, state } from "./data";
import schema from "./scenario.schema.json" with { type: "json" };
import { checked, dryRun, runs } from "./scenarios";

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  text: string;
}
export interface Answer {
  status?: number;
  body?: unknown;
}
type Handler = (asked: Asked, id: string, input: Row) => Answer;

const listeners = new Set<(row: Row) => void>();
export function listen(tell: (row: Row) => void): () => void {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}

const ok = (body?: unknown): Answer => ({ body });
const fail = (status: number, code: string, detail: string): Answer => ({
  status,
  body: { type: "about:blank", title: code, status, code, detail },
});
const missing = () => fail(404, "not_found", "There is nothing with this id; it may have been deleted.");
const find = (rows: Row[], id: string): Answer => {
  const row = rows.find((candidate) => candidate.id === id);
  return row ? ok(row) : missing();
};
function page(rows: Row[], query: URLSearchParams): Answer {
  const from = Number(query.get("cursor") ?? 0);
  const to = from + Number(query.get("limit") ?? 50);
  return ok({ items: rows.slice(from, to), next: to < rows.length ? String(to) : null });
}

/** Lists, reads, makes, changes and deletes the rows of one kind. */
function collection(path: string, rows: Row[], make: (input: Row) => Row): [string, Handler][] {
  return [
    [
      `GET ${path}`,
      ({ query }) => {
        const text = query.get("query")?.toLowerCase();
        return page(
          text ? rows.filter((row) => JSON.stringify(row).toLowerCase().includes(text)) : rows,
          query,
        );
      },
    ],
    [
      `POST ${path}`,
      (_, __, input) => {
        const row = {
          id: newId(),
          created_at: now(),
          updated_at: now(),
          tags: [],
          fields: {},
          responsible_id: state.user.id,
          created_by: { by: "user", user: state.user.id },
          ...make(input),
        };
        rows.unshift(row);
        return { status: 201, body: row };
      },
    ],
    [`GET ${path}/*`, (_, id) => find(rows, id)],
    [
      `PATCH ${path}/*`,
      (_, id, input) => {
        const row = rows.find((candidate) => candidate.id === id);
        return row ? ok(Object.assign(row, input)) : missing();
      },
    ],
    [
      `DELETE ${path}/*`,
      (_, id) => {
        const at = rows.findIndex((candidate) => candidate.id === id);
        if (at >= 0) rows.splice(at, 1);
        return { status: 204 };
      },
    ],
  ];
}

const listed = (row: Row): Row => {
  const { scenario, faults } = checked(String(row.text));
  return {
    id: row.id,
    key: row.key,
    name: scenario?.name ?? row.key,
    on: row.on,
    start: scenario?.start ?? { on: "manual" },
    valid: faults.length === 0,
    last_run_at: now() - 9e7,
    fired_today: row.fired,
    failed_today: row.failed,
    pending: row.pending,
    updated_at: now() - 6e9,
  };
};
const opened = (row: Row): Row => ({
  id: row.id,
  key: row.key,
  on: row.on,
  version: row.version,
  text: row.text,
  ...checked(String(row.text)),
});

const routes = new Map<string, Handler>([
  ["GET /setup", () => ok({ needed: !state.setup, version: "0.1.0" })],
  [
    "POST /setup",
    (_, __, input) => {
      Object.assign(state.user, { name: input.name, email: input.email });
      state.setup = state.signedIn = true;
      return { status: 201, body: state.user };
    },
  ],
  [
    "POST /session",
    (_, __, input) => {
      if (input.password === "wrong")
        return fail(401, "not_signed_in", "The e-mail or the password is not right.");
      state.signedIn = true;
      return ok({ user: state.user, workspace: state.workspace });
    },
  ],
  [
    "GET /session",
    () =>
      state.signedIn
        ? ok({ user: state.user, workspace: state.workspace })
        : fail(401, "not_signed_in", "Sign in first."),
  ],
  [
    "DELETE /session",
    () => {
      state.signedIn = false;
      return { status: 204 };
    },
  ],
  ["PATCH /session/user", (_, __, input) => ok(Object.assign(state.user, input))],
  ["GET /notifications", ({ query }) => page([], query)],
  ["GET /notifications/unread", () => ok({ count: 0 })],
  ["GET /notifications/choices", () => ok({ muted: [] })],
  ["GET /workspace", () => ok(state.workspace)],
  ["PATCH /workspace", (_, __, input) => ok(Object.assign(state.workspace, input))],
  ["GET /users", () => ok({ items: [state.user], next: null })],
  ["GET /pipelines", () => ok({ items: state.pipelines, next: null })],
  [
    "GET /search",
    ({ query }) => {
      const text = (query.get("q") ?? "").toLowerCase();
      const hits = [
        ...state.contacts.map((row) => ({ kind: "contact", row })),
        ...state.leads.map((row) => ({ kind: "lead", row })),
      ];
      return ok({
        items: hits
          .filter(({ row }) => String(row.name).toLowerCase().includes(text))
          .slice(0, 6)
          .map(({ kind, row }) => ({
            kind,
            id: row.id,
            title: row.name,
            subtitle: kind === "lead" ? "Sales" : String((row.phones as string[])[0]),
          })),
      });
    },
  ],
  ...collection("/leads", state.leads, (input) => ({
    pipeline_id: "pp1",
    stage_id: "st1",
    sale: null,
    subscribers: [],
    contacts: [],
    company: null,
    ...input,
  })),
  ...collection("/contacts", state.contacts, (input) => ({ phones: [], emails: [], ...input })),
  ...collection("/companies", state.companies, (input) => ({ phones: [], emails: [], ...input })),
  ...collection("/tasks", state.tasks, (input) => ({
    task_type: "follow_up",
    due_at: now(),
    results: [],
    done_at: null,
    ...input,
  })),
  ...collection("/hooks", state.hooks, (input) => ({
    url: `/in/${newId().repeat(2)}`,
    has_secret: false,
    last_at: null,
    counts: {},
    ...input,
  })),
  [
    "PUT /hooks/*",
    (_, id, input) => {
      const row = state.hooks.find((candidate) => candidate.id === id);
      return row
        ? ok(
            Object.assign(row, {
              key: input.key,
              settings: input.settings,
              has_secret: Boolean(input.secret) || row.has_secret,
            }),
          )
        : missing();
    },
  ],
  [
    "GET /hooks/*/arrivals",
    ({ query }, id) =>
      page(
        state.arrivals.filter(
          (row) => row.hook === id && (!query.get("state") || row.state === query.get("state")),
        ),
        query,
      ),
  ],
  ["POST /hooks/*/pause", (_, id) => setPaused(id, true)],
  ["POST /hooks/*/resume", (_, id) => setPaused(id, false)],
  ["GET /arrivals/*", (_, id) => find(state.arrivals, id)],
  ["POST /arrivals/*/replay", () => ok({})],
  ["GET /schema/scenario", () => ok(schema)],
  [
    "GET /schema/completions",
    () =>
      ok({
        variables: ["lead.id", "lead.name", "lead.sale", "contact.name", "contact.phone", "contact.email"],
        modifiers: [
          { name: "upc", help: "Upper case" },
          { name: "format", args: "(digits)", help: "Number with thousands apart" },
        ],
        keys: {
          pipelines: ["sales"],
          stages: { sales: ["new", "talks", "invoice", "won", "lost"] },
          hooks: ["website-orders", "payments"],
          scenarios: ["sale", "remind-about-lead"],
          fields: {},
          globals: ["report"],
          links: [],
        },
      }),
  ],
  ["GET /scenarios", () => ok(state.scenarios.map(listed))],
  [
    "POST /scenarios",
    (_, __, input) => {
      const row = {
        id: newId(),
        key: input.key ?? newId(),
        text: input.text,
        on: false,
        version: 1,
        fired: 0,
        failed: 0,
        pending: 0,
      };
      state.scenarios.push(row);
      return { status: 201, body: opened(row) };
    },
  ],
  [
    "GET /scenarios/*",
    (_, id) => {
      const row = state.scenarios.find((candidate) => candidate.id === id);
      return row ? ok(opened(row)) : missing();
    },
  ],
  [
    "PUT /scenarios/*",
    (_, id, input) => {
      const row = state.scenarios.find((candidate) => candidate.id === id);
      if (!row) return missing();
      if (input.expected_version && input.expected_version !== row.version)
        return fail(409, "conflict", "Someone else saved version 5 a minute ago.");
      Object.assign(row, { text: input.text, version: Number(row.version) + 1 });
      return ok(opened(row));
    },
  ],
  ["GET /scenarios/*/on", () => ok({ overdue: 0 })],
  ["POST /scenarios/*/on", (_, id) => setOn(id, true)],
  ["POST /scenarios/*/off", (_, id) => setOn(id, false)],
  ["POST /scenarios/check", (_, __, input) => ok(checked(String(input.text)))],
  ["POST /scenarios/dry-run", (_, __, input) => ok(dryRun(String(input.text)))],
  ["GET /runs", ({ query }) => page(runs, query)],
  ["GET /runs/*", (_, id) => find(runs, id)],
  ["GET /timers", ({ query }) => page([], query)],
  ["GET /deliveries", ({ query }) => page([], query)],
  ["GET /globals", () => ok({ items: state.globals, next: null })],
  [
    "GET /stats",
    () =>
      ok({
        queue: 0,
        oldest_waiting_ms: null,
        jobs_pending: 2,
        timers_pending: 12,
        events_today: 1840,
        runs_today: 1912,
        db_bytes: 48_234_496,
        sizes: { events: 20e6, runs: 18e6, deliveries: 6e6, records: 4e6 },
        retention: {},
      }),
  ],
]);

function setPaused(id: string, paused: boolean): Answer {
  const row = state.hooks.find((candidate) => candidate.id === id);
  if (row) row.settings = { ...(row.settings as Row), paused };
  return ok(row);
}
function setOn(id: string, on: boolean): Answer {
  const row = state.scenarios.find((candidate) => candidate.id === id);
  return row ? ok(listed(Object.assign(row, { on }))) : missing();
}

/** Finds the handler: `*` in a pattern stands for one id. */
export function answer(asked: Asked): Answer {
  const parts = asked.path.replace("/api/v1/", "").split("/");
  const exact = routes.get(`${asked.method} /${parts.join("/")}`);
  const id = parts[1] ?? "";
  const handler = exact ?? routes.get(`${asked.method} /${[parts[0], "*", ...parts.slice(2)].join("/")}`);
  let input: Row = {};
  try {
    input = JSON.parse(asked.text || "{}");
  } catch {
    input = {};
  }
  if (handler) return handler(asked, id, input);
  return asked.method === "GET"
    ? ok({ items: [], next: null })
    : fail(404, "not_found", `The mock does not know ${asked.method} ${asked.path}.`);
}

/** A request to a hook's public address. */
export function caught(asked: Asked): Answer {
  const hook = state.hooks.find((row) => String(row.url).endsWith(asked.path));
  if (!hook) return fail(404, "not_found", "No hook has this address.");
  const headers = Object.entries(asked.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  const row = arrivalFrom(String(hook.id), {
    method: asked.method,
    headers,
    body: asked.text,
    query: asked.query.toString(),
    at: now(),
  });
  state.arrivals.unshift(row);
  for (const tell of listeners) tell({ topic: `arrivals:${hook.id}`, ...row });
  return ok({ status: true });
}
