/** The shop whose account the specs look at; made through the API alone. */
export const OWNER = { name: "Olena Kravchuk", email: "olena@example.com", password: "correct horse battery" };

export const REMIND = `name: Remind about an open lead
start:
  on: manual
  record: lead
blocks:
  - name: Still open
    do:
      - action: create_task
        text: "Still open: {{lead.name}}"
        due: tomorrow 18:00
`;

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
        tags: website
        fields:
          sale: "{amount}"
      - action: create_task
        apply_to: lead
        text: "Call {name} about the order"
        due: tomorrow 10:00
        type: call
      - action: send_webhook
        apply_to: lead
        url: https://warehouse.invalid/orders
        body:
          fields:
            order.lead: "{{lead.id}}"
            order.total: "{amount}"
            buyer.name: "{{contact.name}}"
            buyer.phone: "{{contact.phone}}"
            source: website
      - action: run_scenario
        apply_to: lead
        scenario: remind-about-an-open-lead
        timer:
          after: 3 days
`;

export interface Made {
  hook: string;
  token: string;
  sale: string;
  remind: string;
}

/** One caller of the API with the owner's cookie. */
export class Caller {
  cookie = "";
  constructor(readonly url: string) {}

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { "content-type": "application/json", "x-signalbox": "1", cookie: this.cookie },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    const set = answer.headers.get("set-cookie");
    if (set) this.cookie = set.split(";")[0] ?? "";
    return (text ? JSON.parse(text) : null) as T;
  }

  /** Posts to the public address of a hook. */
  async post(token: string, body: unknown): Promise<void> {
    const answer = await fetch(`${this.url}/in/${token}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    if (answer.status >= 500) throw new Error(`the hook answered ${answer.status}`);
  }
}

const ORDERS = [
  { event: "sale", amount: 250, name: "Anna Kovalenko", phone: "+380501234567" },
  { event: "sale", amount: 1290.5, name: "Мирон Євген", phone: "+380671112233" },
  { event: "visit", amount: 15, name: "Dmitri Sokolov", phone: "+79161234567" },
  { event: "sale", amount: 40, name: "Iryna Bondar", phone: "+380931234567" },
  { event: "sale", amount: 560, name: "Anna Kovalenko", phone: "+380501234567", order: { id: 7042, items: [{ sku: "TEA-1", qty: 2 }] } },
];

/** Waits until what the orders cause has happened: three of them fire. */
async function settled(caller: Caller): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { items } = await caller.call<{ items: unknown[] }>("GET", "/leads");
    if (items.length >= 3) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error("the orders made no leads within 10 s");
}

/** Makes the owner, a hook, two scenarios, and lets five orders come in. */
export async function makeAccount(url: string): Promise<{ caller: Caller; made: Made }> {
  const caller = new Caller(url);
  const workspace = { name: "Northern Tea", timezone: "Europe/Kyiv", currency: "UAH", language: "uk" };
  await caller.call("POST", "/setup", { ...OWNER, workspace });
  await caller.call("POST", "/session", { email: OWNER.email, password: OWNER.password });
  await caller.call("PATCH", "/session/user", { language: "en", theme: "system" });
  const hook = await caller.call<{ id: string; url: string }>("POST", "/hooks", { key: "website-orders", settings: { name: "Orders from the website" } });
  const remind = await caller.call<{ id: string }>("POST", "/scenarios", { key: "remind-about-an-open-lead", text: REMIND });
  const sale = await caller.call<{ id: string }>("POST", "/scenarios", { key: "sale-from-the-website", text: SALE });
  for (const { id } of [remind, sale]) await caller.call("POST", `/scenarios/${id}/on`, { overdue: "run" });
  const token = hook.url.split("/").at(-1) ?? "";
  for (const order of ORDERS) await caller.post(token, order);
  await caller.post(token, '{"event": "sale", "amount": ');
  await settled(caller);
  await caller.call("POST", "/companies", { name: "Northern Tea Supply", emails: ["office@example.com"] });
  await caller.call("PUT", "/globals/report", { value: "1" });
  await caller.call("POST", "/links", { settings: { name: "Confirm the order", target: "https://example.com/thanks", scenario: "remind-about-an-open-lead" } });
  return { caller, made: { hook: hook.id, token, sale: sale.id, remind: remind.id } };
}
