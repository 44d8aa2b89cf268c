import { createHmac } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { Caller } from "../support/account.ts";
import { expect, inspect, test } from "../support/studio.ts";

const PASSWORD = "a blue whale sings";

/** The code of a second factor at this moment (RFC 6238). */
function code(secret: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** A page of somebody who is not signed in yet. */
async function stranger(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage();
}

async function enter(page: Page, url: string, email: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function person(caller: Caller, email: string, role: string): Promise<void> {
  await caller.call("POST", "/users", { name: email.split("@")[0], email, password: PASSWORD, role, language: "en" });
}

test("somebody joins by a link", async ({ page, open, browser }) => {
  await open("/settings/users");
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByLabel("E-mail").fill("petro@example.com");
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = await page.getByRole("region", { name: "Link" }).innerText();
  expect(link).toContain("/join#");
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText("petro@example.com")).toBeVisible();
  await inspect(page, "settings-users-invited");
  const guest = await stranger(browser);
  await guest.goto(link.trim());
  await expect(guest.getByLabel("E-mail")).toHaveValue("petro@example.com");
  await inspect(guest, "join");
  await guest.getByLabel("Your name").fill("Petro");
  await guest.getByLabel("Password", { exact: true }).fill("12345678");
  await guest.getByRole("button", { name: "Join" }).click();
  await expect(guest.getByText("one of the first that everybody tries")).toBeVisible();
  await guest.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await guest.getByRole("button", { name: "Join" }).click();
  await guest.waitForURL((url) => url.pathname === "/");
  // Used up: a second opening is told so.
  const again = await stranger(browser);
  await again.goto(link.trim());
  await expect(again.getByRole("alert")).toBeVisible();
});

test("an operator sees only their own leads, a reader changes nothing", async ({ page, open, browser, caller, state }) => {
  await person(caller, "iryna@example.com", "operator");
  await person(caller, "reader@example.com", "read_only");
  const { items } = (await caller.call("GET", "/users")) as { items: { id: string; email: string }[] };
  const iryna = items.find((user) => user.email === "iryna@example.com");
  await caller.call("POST", "/leads", { name: "Lead of Iryna", responsible_id: iryna?.id });
  const foreign = (await caller.call("POST", "/leads", { name: "Lead of somebody else" })) as { id: string };
  await open("/settings/roles");
  await page.getByLabel("Leads: May see").first().selectOption("own");
  await page.getByRole("button", { name: "Save" }).first().click();
  await expect(page.getByText("Saved")).toBeVisible();
  await inspect(page, "settings-roles");
  const operator = await stranger(browser);
  await enter(operator, state.url, "iryna@example.com");
  await operator.waitForURL(`${state.url}/`);
  await operator.goto(`${state.url}/leads`);
  await expect(operator.getByText("Lead of Iryna").first()).toBeVisible();
  await expect(operator.getByText("Lead of somebody else")).toHaveCount(0);
  const answer = await operator.request.get(`${state.url}/api/v1/leads/${foreign.id}`);
  expect(answer.status()).toBe(404);
  const reader = await stranger(browser);
  await enter(reader, state.url, "reader@example.com");
  await reader.waitForURL(`${state.url}/`);
  const refused = await reader.request.patch(`${state.url}/api/v1/leads/${foreign.id}`, {
    headers: { "x-signalbox": "1" },
    data: { name: "Mine now" },
  });
  expect(refused.status()).toBe(403);
  const all = { see: "all", edit: "all" };
  await caller.call("PUT", "/roles/operator", { leads: all, contacts: all, companies: all, tasks: all });
});

test("a second factor is set up, asked for, and browsers are signed out", async ({ browser, caller, state }) => {
  await person(caller, "marta@example.com", "manager");
  const marta = await stranger(browser);
  await enter(marta, state.url, "marta@example.com");
  await marta.waitForURL(`${state.url}/`);
  await marta.goto(`${state.url}/settings/security`);
  await marta.getByRole("button", { name: "Set up" }).click();
  await marta.getByLabel("Current password").fill(PASSWORD);
  await marta.getByRole("button", { name: "Continue" }).click();
  await expect(marta.getByRole("img", { name: "QR code" })).toBeVisible();
  const secret = (await marta.getByRole("region", { name: "Secret for typing" }).innerText()).trim();
  await marta.getByLabel("Code from your phone").fill("000000");
  await marta.getByRole("button", { name: "Turn on" }).click();
  await expect(marta.getByRole("alert")).toBeVisible();
  await inspect(marta, "second-factor");
  await marta.getByLabel("Code from your phone").fill(code(secret));
  await marta.getByRole("button", { name: "Turn on" }).click();
  const codes = (await marta.getByRole("region", { name: "Recovery codes" }).innerText()).trim().split("\n");
  expect(codes).toHaveLength(10);
  await marta.getByRole("button", { name: "I have kept them" }).click();
  await expect(marta.getByText("10 recovery codes left")).toBeVisible();
  const phone = await stranger(browser);
  await enter(phone, state.url, "marta@example.com");
  await expect(phone.getByLabel("Code from your phone")).toBeVisible();
  await inspect(phone, "sign-in-code");
  await phone.getByLabel("Code from your phone").fill(codes[0] ?? "");
  await phone.getByRole("button", { name: "Sign in" }).click();
  await phone.waitForURL(`${state.url}/`);
  await marta.reload();
  await inspect(marta, "settings-security");
  await marta.getByRole("button", { name: "Sign out all others" }).click();
  await expect(marta.getByText("All other browsers are signed out")).toBeVisible();
  await phone.goto(`${state.url}/leads`);
  await expect(phone.getByRole("button", { name: "Sign in" })).toBeVisible();
});

test("changes of the set-up stand in the audit log", async ({ page, open, caller }) => {
  await caller.call("PUT", "/secrets/parcels", { value: "a long secret of the parcels" });
  await open("/settings/audit");
  await page.getByLabel("Find in names and changes").fill("parcels");
  const list = page.getByRole("list", { name: "Changes" });
  await expect(list.getByText("parcels")).toBeVisible();
  await list.getByText("parcels").click();
  await expect(list).not.toContainText("a long secret");
  await page.getByLabel("Find in names and changes").fill("");
  await page.getByLabel("What", { exact: true }).selectOption("user");
  await inspect(page, "settings-audit");
});
