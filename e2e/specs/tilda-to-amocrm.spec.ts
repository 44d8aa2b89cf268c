import { Caller, OWNER } from "../support/account.ts";
import { type AmocrmLead, startAmocrm } from "../support/amocrm.ts";
import { type Running, startServer } from "../support/server.ts";
import { expect, inspect, test } from "../support/studio.ts";

const TOKEN = "canary-amocrm-0123456789";
let server: Running;
let caller: Caller;
let amocrm: { domain: string; leads: AmocrmLead[]; stop: () => void };

const FORM = `name: Form of the site
start:
  on: hook_received
  hook: tilda
blocks:
  - do:
      - action: find_record
        kind: contact
        by:
          - {field: phone, value: "{Phone}"}
        create:
          name: "{Name}"
          phone: "{Phone}"
      - action: create_lead
        name: "Form: {Name}"
        fields:
          sale: "{payment_amount}"
      - action: call_operation
        apply_to: lead
        connection: amocrm
        operation: create_lead_with_contact
        values:
          name: "{{lead.name}}"
          price: "{payment_amount}"
          contact_name: "{{contact.name}}"
          phone: "{{contact.phone}}"
        listen:
          scenario: amocrm-answered
`;

const ANSWERED = `name: amoCRM answered
start:
  on: manual
  record: lead
blocks:
  - do:
      - action: change_fields
        fields:
          amocrm_id: "{0_id}"
      - action: add_note
        text: "Lead {0_id} in amoCRM, its contact is {0_contact_id}"
`;

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  amocrm = await startAmocrm(TOKEN);
  server = await startServer(["--allow-internal", "127.0.0.0/8"]);
  caller = new Caller(server.url);
  const workspace = { name: "Shop", timezone: "Europe/Moscow", currency: "RUB", language: "ru" };
  await caller.call("POST", "/setup", { ...OWNER, workspace });
  await caller.call("POST", "/session", { email: OWNER.email, password: OWNER.password });
  await caller.call("PATCH", "/session/user", { language: "en", theme: "system" });
  await caller.call("POST", "/fields", { record: "lead", key: "amocrm_id", name: "Number in amoCRM", type: "text" });
  // The double has no certificate: its kind is amoCRM's own with another scheme.
  const { items } = await caller.call<{ items: { key: string; manifest: object }[] }>("GET", "/connection-kinds");
  const manifest = items.find((kind) => kind.key === "amocrm")?.manifest;
  await caller.call("PUT", "/connection-kinds/amocrm-here", { ...manifest, name: "amoCRM nearby", base_url: "http://{{domain}}/api/v4" });
});

test.afterAll(async () => {
  amocrm.stop();
  await server.stop();
});

test.beforeEach(async ({ context }) => {
  const [name = "", value = ""] = caller.cookie.split("=");
  await context.addCookies([{ name, value, url: server.url, httpOnly: true, sameSite: "Lax" }]);
});

/** A form as Tilda sends it. */
async function fill(form: Record<string, string>): Promise<void> {
  const { items } = await caller.call<{ items: { key: string; hook_url: string | null }[] }>("GET", "/connections");
  const hook = items.find((one) => one.key === "tilda")?.hook_url ?? "";
  const answer = await fetch(hook, { method: "POST", body: new URLSearchParams(form) });
  expect(answer.status).toBe(200);
}

test("Tilda and amoCRM are connected", async ({ page }) => {
  await page.goto(`${server.url}/connections?new=1`);
  await inspect(page, "connection-kinds");
  await page.getByRole("button", { name: /^Tilda/ }).click();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("region", { name: "Address for the system" })).toContainText("/in/");

  await page.goto(`${server.url}/connections?new=1`);
  await page.getByRole("button", { name: /^amoCRM nearby/ }).click();
  await page.getByLabel("Name", { exact: true }).fill("amoCRM");
  await page.getByLabel("Domain").fill(amocrm.domain);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("button", { name: "Set: Long-lived token" }).click();
  await page.getByLabel("Value").fill(TOKEN);
  await page.getByRole("button", { name: "Save", exact: true }).last().click();
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText("It works: the system answered as it should.")).toBeVisible();
  await expect(page.locator("body")).not.toContainText(TOKEN);
});

test("a form becomes a lead here and there, and the answer is mapped back", async ({ page }) => {
  for (const [key, text] of [
    ["amocrm-answered", ANSWERED],
    ["tilda-form", FORM],
  ]) {
    const { id } = await caller.call<{ id: string }>("POST", "/scenarios", { key, text });
    await caller.call("POST", `/scenarios/${id}/on`, {});
  }
  await fill({ test: "test" });
  await fill({ Name: "Anna", Phone: "+7 (916) 123-45-67", "payment[amount]": "1500", tranid: "1234567:89" });
  await expect.poll(() => amocrm.leads).toEqual([{ id: 25399013, name: "Form: Anna", price: 1500, phone: "+79161234567" }]);

  await page.goto(`${server.url}/leads`);
  await page.getByText("Form: Anna").first().click();
  await expect(page.getByText("Lead 25399013 in amoCRM, its contact is 25400013")).toBeVisible();
  await expect(page.getByText("Number in amoCRM").first()).toBeVisible();
  await inspect(page, "lead-with-amocrm");

  // The same person by another spelling of the phone: a second lead, no second contact.
  await fill({ Name: "Anna K.", Phone: "89161234567", "payment[amount]": "200", tranid: "1234567:90" });
  await expect.poll(() => amocrm.leads.length).toBe(2);
  const { items } = await caller.call<{ items: { name: string }[] }>("GET", "/contacts");
  expect(items.map((one) => one.name)).toEqual(["Anna"]);
});

test("nothing of the token is told", async ({ page }) => {
  for (const path of ["/connections", "/deliveries", "/runs", "/scenarios"]) {
    await page.goto(server.url + path);
    await expect(page.locator("h1").first()).toBeVisible();
    await expect(page.locator("body")).not.toContainText(TOKEN);
  }
});
