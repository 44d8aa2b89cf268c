import { Caller, OWNER } from "../support/account.ts";
import { type MindboxCall, startMindbox } from "../support/mindbox.ts";
import { type Running, startServer } from "../support/server.ts";
import { expect, inspect, test } from "../support/studio.ts";

const KEY = "canary-mindbox-0123456789";
let server: Running;
let caller: Caller;
let mindbox: { base: string; calls: MindboxCall[]; stop: () => void };

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  mindbox = await startMindbox(KEY);
  server = await startServer(["--allow-internal", "127.0.0.0/8"]);
  caller = new Caller(server.url);
  const workspace = { name: "Shop", timezone: "Europe/Moscow", currency: "RUB", language: "ru" };
  await caller.call("POST", "/setup", { ...OWNER, workspace });
  await caller.call("POST", "/session", { email: OWNER.email, password: OWNER.password });
  await caller.call("PATCH", "/session/user", { language: "en", theme: "system" });
});

test.afterAll(async () => {
  mindbox.stop();
  await server.stop();
});

test.beforeEach(async ({ context }) => {
  const [name = "", value = ""] = caller.cookie.split("=");
  await context.addCookies([{ name, value, url: server.url, httpOnly: true, sameSite: "Lax" }]);
});

/** A call as Calltouch reports it: a form, attributes as JSON inside. */
async function ring(more: Record<string, string>): Promise<void> {
  const { items } = await caller.call<{ items: { key: string; hook_url: string | null }[] }>("GET", "/connections");
  const hook = items.find((one) => one.key === "calltouch")?.hook_url ?? "";
  const fields = { id: "612908450", calltime: "2026-06-01 12:30:00", utm_source: "yandex", ...more };
  const answer = await fetch(hook, { method: "POST", body: new URLSearchParams(fields) });
  expect(answer.status).toBe(200);
}

test("both systems are connected", async ({ page }) => {
  await page.goto(`${server.url}/connections`);
  await expect(page.getByText("No connections yet")).toBeVisible();
  await page.getByRole("button", { name: "New connection" }).first().click();
  await page.getByRole("button", { name: /^Mindbox/ }).click();
  await page.getByLabel("Endpoint id").fill("shop.site");
  await page.getByLabel("Base address").fill(mindbox.base);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Mindbox" })).toBeVisible();
  await expect(page.getByText("Fill in the secrets: key")).toBeVisible();
  await page.getByRole("button", { name: "Set: Secret key" }).click();
  await page.getByLabel("Value").fill(KEY);
  await page.getByRole("button", { name: "Save", exact: true }).last().click();
  await expect(page.getByText("6789")).toBeVisible();
  await expect(page.locator("body")).not.toContainText(KEY);
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText("It works: the system answered as it should.")).toBeVisible();
  await inspect(page, "connection");

  await page.goto(`${server.url}/connections?new=1`);
  await page.getByRole("button", { name: /^Calltouch/ }).click();
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByLabel("Attributes").fill("mindboxDeviceUUID");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Address for the system" })).toContainText("/in/");
  await page.goto(`${server.url}/connections`);
  await inspect(page, "connections");
});

test("a bridge is mapped on a real call, tried and started", async ({ page }) => {
  await ring({ callerphone: "79161234567", sessionId: "345", attrs: '{"mindboxDeviceUUID":"c0ffee"}' });
  await page.goto(`${server.url}/bridges?new=1`);
  await page.getByLabel("Name").fill("Dynamic numbers");
  await page.getByLabel("To", { exact: true }).selectOption({ label: "Mindbox" });
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Dynamic numbers" })).toBeVisible();
  const fields = page.getByRole("list", { name: "Fields that come" });
  await expect(fields.getByText("79161234567")).toBeVisible();
  await expect(fields.getByText("c0ffee")).toBeVisible();

  const row = (name: string) => page.locator(`[data-target="${name}"]`);
  const box = (name: string) => row(name).getByRole("textbox").first();
  await box("operation").click();
  await page.keyboard.type("CallTouch");
  await box("deviceUUID").click();
  await fields.getByRole("button", { name: /mindboxDeviceUUID/ }).click();
  await box("customer.mobilePhone").click();
  await fields.getByRole("button", { name: /Number of the caller/ }).click();
  await expect(row("customer.mobilePhone")).toContainText("79161234567");
  await box("executionDateTimeUtc").click();
  await fields.getByRole("button", { name: /Time of the call/ }).click();
  await expect(row("executionDateTimeUtc")).toContainText("2026-06-01T09:30:00Z");
  await page.getByLabel(/^Count placeholders as empty/).check();
  await page.getByRole("button", { name: "Condition", exact: true }).click();
  await page.getByLabel(/: operator$/).selectOption("not_empty");
  await page.getByRole("textbox", { name: /left value$/ }).click();
  await page.keyboard.type("{sessionId}");
  await expect(page.getByText("The sample passes")).toBeVisible();
  await expect(page.getByText("Required and not mapped: 0")).toBeVisible();
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByRole("status", { name: "Answer" })).toContainText("Accepted");
  expect(mindbox.calls.at(-1)?.url.search).toContain("deviceUUID=c0ffee");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await inspect(page, "bridge");
  await fields.scrollIntoViewIfNeeded();
  await page.getByLabel("Name", { exact: true }).scrollIntoViewIfNeeded();
  await inspect(page, "bridge-mapping");
  await page.getByRole("switch").click();
  await expect(page.getByRole("switch")).toBeChecked();
});

test("a static number takes the other way, with the older form of the authorisation", async ({ page }) => {
  const settings = { endpoint_id: "shop.site", base_url: mindbox.base, authorisation: "Mindbox" };
  const connection = await caller.call<{ id: string; key: string }>("POST", "/connections", { settings: { name: "Mindbox, older", kind: "mindbox", settings } });
  await caller.call("PUT", `/connections/${connection.id}/secrets/key`, { value: KEY });
  const empty = (left: string) => ({ left, is: "empty" });
  const { id } = await caller.call<{ id: string }>("POST", "/bridges", {
    bridge: {
      name: "Static numbers",
      start: { on: "hook_received", hook: "calltouch", empty_texts: ["<не указано>"] },
      filter: [empty("{sessionId}"), empty("{attrs_mindboxDeviceUUID}")],
      call: { connection: connection.key, operation: "async", values: { operation: "CallTouchStatic", "customer.mobilePhone": "{callerphone}", "customerAction.customFields.source": "{utm_source}" } },
    },
  });
  await caller.call("POST", `/scenarios/${id}/on`, {});
  const before = mindbox.calls.length;
  await ring({ callerphone: "79160000001", sessionId: "<не указано>" });
  await expect.poll(() => mindbox.calls.length).toBe(before + 1);
  const sent = mindbox.calls.at(-1);
  expect(sent?.url.search).toBe("?endpointId=shop.site&operation=CallTouchStatic");
  expect(sent?.authorization).toBe(`Mindbox secretKey="${KEY}"`);
  expect(sent?.body).toEqual({ customer: { mobilePhone: "79160000001" }, customerAction: { customFields: { source: "yandex" } } });
  await page.goto(`${server.url}/bridges`);
  await expect(page.getByRole("link", { name: "Static numbers" })).toBeVisible();
  await inspect(page, "bridges");
  await caller.call("POST", `/scenarios/${id}/off`);
});

test("calls go over it, a refusal stands at its field, and it is sent again", async ({ page }) => {
  const before = mindbox.calls.length;
  await ring({ callerphone: "anonymous", sessionId: "346", attrs: '{"mindboxDeviceUUID":"beef"}' });
  await ring({ callerphone: "79160000000" });
  await expect.poll(() => mindbox.calls.length).toBe(before + 1);
  await page.goto(`${server.url}/bridges`);
  await page.getByRole("link", { name: "Dynamic numbers" }).click();
  await page.getByRole("tab", { name: "History" }).click();
  const history = page.getByRole("list", { name: "History" });
  await expect(history.getByText("Filtered")).toHaveCount(2);
  await expect(history.getByText("the phone is incorrect")).toBeVisible();
  await inspect(page, "bridge-history");
  const failed = history.getByRole("listitem").filter({ hasText: "the phone is incorrect" });
  await failed.getByRole("checkbox").check();
  await page.getByRole("button", { name: /as it was/ }).click();
  await expect.poll(() => mindbox.calls.length).toBe(before + 2);
  await expect(page.locator("body")).not.toContainText(KEY);
});
