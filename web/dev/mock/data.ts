/** What the mock starts with: a small shop's account. */
type Row = Record<string, unknown>;

let counter = 0;
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
export function newId(): string {
  counter += 1;
  let left = counter;
  let text = "";
  for (let place = 0; place < 4; place++) {
    text = ALPHABET[left % 32] + text;
    left = Math.floor(left / 32);
  }
  return `0h7k2mxqp${text}`;
}
export const now = () => Date.now() * 1000;
const ago = (minutes: number) => now() - minutes * 60e6;

export const SALE = `name: Sale from the website
description: Finds or creates the buyer, opens a lead and tells the warehouse.
start:
  on: hook_received
  hook: website-orders
blocks:
  - name: A sale over 100
    if:
      - left: "{event}"
        is: equals
        right: sale
      - left: "{amount}"
        is: greater
        right: 100
    do:
      - action: find_record
        kind: contact
        by:
          - field: phone
            value: "{phone}"
        create:
          name: "{name}"
          phone: "{phone}"
      - action: create_lead
        name: "Order of {name}"
        fields:
          sale: "{amount}"
      - action: change_tags
        apply_to: lead
        add: website
      - action: create_task
        apply_to: lead
        text: "Call {name} about the order"
        due: tomorrow 10:00
        type: call
      - action: send_webhook
        url: https://warehouse.example.com/orders
        body:
          fields:
            order.lead: "{{lead.id}}"
            order.total: "{amount}"
            buyer.name: "{{contact.name}}"
            buyer.phone: "{{contact.phone}}"
            source: website
      - action: run_scenario
        scenario: remind-about-lead
        timer:
          after: 3 days
otherwise: remind-about-lead
`;
const REMIND = `name: Remind about an open lead
start:
  on: manual
  record: lead
blocks:
  - if:
      - left: "{{lead.status.kind}}"
        is: equals
        right: open
    do:
      - action: create_task
        text: "Still open: {{lead.name}}"
        due: today 18:00
`;

const user = {
  id: "0h7k2mxqp0usr",
  name: "Olena Kravchuk",
  email: "olena@example.com",
  role: "owner",
  language: null,
  theme: null,
};
const base = (id: string, minutes: number) => ({
  id,
  responsible_id: user.id,
  fields: {},
  created_at: ago(minutes),
  updated_at: ago(minutes / 2),
  created_by: { by: "hook", hook: "h" },
});

const NAMES = [
  "Anna Kovalenko",
  "Мирон Євген",
  "Dmitri Sokolov",
  "Iryna Bondar",
  "Максим Петров",
  "Sofia Marchenko",
  "Oleg Danilov",
  "Катерина Лис",
];
const STAGES = [
  { id: "st1", key: "new", name: "New", kind: "open", color: "#5b7cf0" },
  { id: "st2", key: "talks", name: "In talks", kind: "open", color: "#e0a13b" },
  { id: "st3", key: "invoice", name: "Invoice sent", kind: "open", color: "#8b6fe8" },
  { id: "st4", key: "won", name: "Won", kind: "won", color: "#1f9d63" },
  { id: "st5", key: "lost", name: "Lost", kind: "lost", color: "#94a3b8" },
];

const contacts: Row[] = NAMES.map((name, n) => ({
  ...base(newId(), 60 * n + 20),
  name,
  first_name: name.split(" ")[0],
  last_name: name.split(" ")[1],
  phones: [`+38050123456${n}`],
  emails: [`person${n}@example.com`],
  timezone: null,
  tags: n % 3 ? [] : ["website"],
}));
const companies: Row[] = ["Northern Tea", "ТОВ «Світанок»", "Acme Retail"].map((name, n) => ({
  ...base(newId(), 90 * n),
  name,
  phones: [],
  emails: [`office${n}@example.com`],
  tags: [],
}));
const leads: Row[] = Array.from({ length: 120 }, (_, n) => ({
  ...base(newId(), 13 * n + 5),
  name: `Order of ${NAMES[n % NAMES.length]}`,
  pipeline_id: "pp1",
  stage_id: STAGES[n % 5]?.id,
  sale: { minor: 12_500 + n * 1990, currency: "UAH" },
  loss_reason_id: null,
  source: "website",
  tags: n % 2 ? ["website"] : ["website", "repeat", "priority"],
  subscribers: [],
  closed_at: null,
  contacts: [{ id: contacts[n % contacts.length]?.id, name: NAMES[n % NAMES.length], main: true }],
  company: null,
}));
const tasks: Row[] = leads.slice(0, 9).map((lead, n) => ({
  ...base(newId(), 40 * n),
  text: `Call ${NAMES[n % NAMES.length]} about the order`,
  task_type: n % 2 ? "call" : "follow_up",
  due_at: now() + (n - 2) * 7200e6,
  record: { kind: "lead", id: lead.id, title: lead.name },
  results: n === 3 ? [{ name: "Bought" }, { name: "Refused" }] : [],
  done_at: n > 6 ? ago(5) : null,
  result: null,
  tags: [],
}));

const hooks: Row[] = [
  { id: "0h7k2mxqp0hk1", key: "website-orders", settings: { name: "Orders from the website" }, minutes: 2 },
  {
    id: "0h7k2mxqp0hk2",
    key: "payments",
    settings: { name: "Payment service", paused: true, security: { kind: "hmac", header: "X-Signature" } },
    minutes: 300,
  },
].map(({ minutes, ...hook }, n) => ({
  ...hook,
  url: `/in/${"k3x9".repeat(7)}tok${n}`,
  has_secret: n === 1,
  created_at: ago(9000),
  last_at: ago(minutes),
  counts: { total: 1840 - n * 1700, rejected: n * 3, failed: 0, held: 0 },
}));

export function arrivalFrom(
  hook: string,
  request: {
    method: string;
    headers: [string, string][];
    body: string;
    query: string;
    at: number;
    state?: string;
    reason?: string;
  },
): Row {
  let variables: Row[] = [];
  try {
    const flat = (value: unknown, name: string): Row[] =>
      value !== null && typeof value === "object"
        ? Object.entries(value).flatMap(([key, inner]) => flat(inner, name ? `${name}_${key}` : key))
        : [{ name, value: String(value ?? "") }];
    variables = flat(JSON.parse(request.body), "");
  } catch {
    variables = [...new URLSearchParams(request.body)].map(([name, value]) => ({ name, value }));
  }
  return {
    id: newId(),
    hook,
    at: request.at,
    method: request.method,
    path: "/in/k3x9",
    query: request.query || null,
    state: request.state ?? "done",
    reason: request.reason ?? null,
    content_type: "application/json",
    size: request.body.length,
    ip: "203.0.113.24",
    headers: request.headers,
    body: request.body,
    encoding: "text",
    variables,
    runs: request.state
      ? []
      : [
          {
            id: "0h7k2mxqp0run",
            scenario: { id: "0h7k2mxqp0sc1", key: "sale", name: "Sale from the website" },
            status: "fired",
          },
        ],
  };
}
const order = (n: number) =>
  JSON.stringify({
    event: n % 4 ? "sale" : "visit",
    amount: 80 + n * 35,
    name: NAMES[n % NAMES.length],
    phone: `+38050123456${n}`,
    order: { id: 7000 + n, items: [{ sku: "A1", qty: n }] },
  });
const arrivals: Row[] = Array.from({ length: 14 }, (_, n) =>
  arrivalFrom("0h7k2mxqp0hk1", {
    method: "POST",
    headers: [
      ["Host", "signalbox.example.com"],
      ["User-Agent", "Tilda"],
      ["Content-Type", "application/json"],
      ["X-Forwarded-For", "203.0.113.24"],
    ],
    body: order(n),
    query: "",
    at: ago(n * 7 + 1),
    ...(n === 3
      ? { state: "rejected", reason: "The body is not JSON: expected `}` at line 1, column 40" }
      : n === 6
        ? { state: "duplicate" }
        : {}),
  }),
);

const scenarios: Row[] = [
  { id: "0h7k2mxqp0sc1", key: "sale", text: SALE, on: true, version: 4, fired: 38, failed: 1, pending: 12 },
  {
    id: "0h7k2mxqp0sc2",
    key: "remind-about-lead",
    text: REMIND,
    on: false,
    version: 1,
    fired: 0,
    failed: 0,
    pending: 0,
  },
];

export const state = {
  setup: !process.env.MOCK_FRESH,
  signedIn: !process.env.MOCK_FRESH,
  user,
  workspace: { id: "ws", name: "Northern Tea", timezone: "Europe/Kyiv", currency: "UAH", language: "uk" },
  pipelines: [{ id: "pp1", key: "sales", name: "Sales", stages: STAGES }],
  leads,
  contacts,
  companies,
  tasks,
  hooks,
  arrivals,
  scenarios,
  globals: [
    { name: "report", value: "1" },
    { name: "last_order", value: "7042" },
  ],
};
export type { Row };
