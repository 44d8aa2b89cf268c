import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { type Caller, makeAccount, OWNER } from "../support/account.ts";
import { type Running, startServer } from "../support/server.ts";
import { expect, inspect, test } from "../support/studio.ts";

const PASSWORD = "a blue whale sings";

let server: Running;
let caller: Caller;

test.beforeAll(async () => {
  server = await startServer();
  ({ caller } = await makeAccount(server.url));
});
test.afterAll(() => server.stop());

/** Somebody at the door, in a browser of their own. */
async function enter(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${server.url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: /^Workspace: / })).toBeVisible();
}

const owner = (page: Page) => enter(page, OWNER.email, OWNER.password);
const head = (page: Page, name: string) => page.getByRole("button", { name: `Workspace: ${name}` });

/** Goes over by the head of the rail. */
async function goOver(page: Page, from: string, to: string): Promise<void> {
  await head(page, from).click();
  await page.getByRole("menuitem", { name: new RegExp(`^${to}`) }).click();
  await expect(head(page, to)).toBeVisible();
}

/** An open menu, pictured: it lies over the page, outside of its landmarks. */
async function picture(page: Page, name: string): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.screenshot({ path: join(import.meta.dirname, `../screenshots/${name}-${theme}-wide.png`) });
  }
}

async function stranger(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage();
}

test.describe.configure({ mode: "serial" });

test("the owner makes a workspace and comes back to the first", async ({ page }) => {
  await owner(page);
  await head(page, "Northern Tea").click();
  await expect(page.getByRole("menuitem", { name: /^Northern Tea/ })).toBeVisible();
  await page.getByRole("menuitem", { name: "New workspace" }).click();
  await page.getByLabel("Name").fill("Southern Coffee");
  await page.getByLabel("Time zone").fill("Mars/Olympus");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("use a name of the IANA list").first()).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("Southern Coffee");
  await inspect(page, "workspace-new");
  await page.getByLabel("Time zone").fill("Europe/Kyiv");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(head(page, "Southern Coffee")).toBeVisible();
  await page.goto(`${server.url}/contacts`);
  await expect(page.getByRole("heading", { name: "No contacts yet" })).toBeVisible();
  await head(page, "Southern Coffee").click();
  await expect(page.getByRole("menuitem", { name: /^Northern Tea/ })).toContainText("Owner");
  await picture(page, "workspace-menu");
  await page.keyboard.press("Escape");
  // What concerns the whole server is looked after in its first workspace.
  await page.goto(`${server.url}/settings/storage`);
  await expect(page.getByText("Set for the whole server, in its first workspace")).toBeVisible();
  await expect(page.getByRole("link", { name: "Backups" })).toHaveCount(0);
  await inspect(page, "workspace-storage");
  await goOver(page, "Southern Coffee", "Northern Tea");
  await page.goto(`${server.url}/contacts`);
  await expect(page.getByText("Anna Kovalenko").first()).toBeVisible();
});

test("the keyboard leads to the other workspace", async ({ page }) => {
  await owner(page);
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  const list = page.getByRole("dialog", { name: "Workspaces" });
  await expect(list.getByRole("button", { name: /Southern Coffee/ })).toBeVisible();
  await inspect(page, "workspace-list");
  await expect(list.getByRole("button", { name: /Southern Coffee/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Type a command").fill("southern");
  await expect(page.getByRole("option", { name: /Go to Southern Coffee/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(head(page, "Southern Coffee")).toBeVisible();
  await goOver(page, "Southern Coffee", "Northern Tea");
});

test("a page of one workspace does not write into another", async ({ page, context }) => {
  await owner(page);
  await page.goto(`${server.url}/leads`);
  await page.getByRole("button", { name: "Add a lead" }).first().click();
  const title = page.getByRole("textbox", { name: "Title of the lead, Enter adds it" });
  await title.fill("Half a ton of oolong");
  const other = await context.newPage();
  await other.goto(server.url);
  // The first page learns nothing from its neighbour: only the server can stop it.
  await page.evaluate(() => {
    BroadcastChannel.prototype.postMessage = () => {};
  });
  await other.evaluate(() => {
    BroadcastChannel.prototype.postMessage = () => {};
  });
  await goOver(other, "Northern Tea", "Southern Coffee");
  const refused = page.waitForResponse((answer) => answer.status() === 409);
  await title.press("Enter");
  await refused;
  const asked = page.getByRole("alertdialog", { name: "This browser is in Southern Coffee now" });
  await expect(asked).toBeVisible();
  await inspect(page, "workspace-away");
  await page.getByRole("button", { name: "Stay in Northern Tea" }).click();
  await expect(asked).toBeHidden();
  // What was typed is still there, and goes where it was meant to go.
  await expect(title).toHaveValue("Half a ton of oolong");
  await title.press("Enter");
  await expect(page.getByRole("link", { name: "Half a ton of oolong" }).or(page.getByText("Half a ton of oolong")).first()).toBeVisible();
  await expect(title).toHaveValue("");
  // Now the other page is the one that is elsewhere.
  await other.getByRole("link", { name: "Companies" }).click();
  await other.getByRole("button", { name: "Go to Northern Tea" }).click();
  await expect(head(other, "Northern Tea")).toBeVisible();
  await page.reload();
  await expect(head(page, "Northern Tea")).toBeVisible();
});

test("the other tabs are told at once", async ({ page, context }) => {
  await owner(page);
  const other = await context.newPage();
  await other.goto(server.url);
  await expect(head(other, "Northern Tea")).toBeVisible();
  await goOver(page, "Northern Tea", "Southern Coffee");
  await expect(other.getByRole("alertdialog")).toBeVisible();
  await goOver(page, "Southern Coffee", "Northern Tea");
  await expect(other.getByRole("alertdialog")).toBeHidden();
});

test("an invited login joins with the password it has", async ({ page, browser }) => {
  const cleo = { name: "Cleo", email: "cleo@example.com", password: PASSWORD, role: "operator", language: "en" };
  await caller.call("POST", "/session", { email: OWNER.email, password: OWNER.password });
  await caller.call("POST", "/users", cleo);
  await owner(page);
  await goOver(page, "Northern Tea", "Southern Coffee");
  await page.goto(`${server.url}/settings/users`);
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByLabel("E-mail").fill("cleo@example.com");
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = await page.getByRole("region", { name: "Link" }).innerText();
  await page.getByRole("button", { name: "I have copied it" }).click();
  const guest = await stranger(browser);
  await guest.goto(link.trim());
  await expect(guest.getByText("You already sign in on this server")).toBeVisible();
  await inspect(guest, "join-known");
  await guest.getByLabel("Password", { exact: true }).fill("not the password");
  await guest.getByRole("button", { name: "Join" }).click();
  await expect(guest.getByRole("alert")).toContainText("no account has this e-mail and password");
  await guest.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await guest.getByRole("button", { name: "Join" }).click();
  await expect(head(guest, "Southern Coffee")).toBeVisible();
  await goOver(guest, "Southern Coffee", "Northern Tea");
  // Their way in is theirs alone now.
  await page.reload();
  await page.getByRole("button", { name: "More: Cleo" }).click();
  await expect(page.getByText("password and second factor are theirs alone")).toBeVisible();
  await picture(page, "users-elsewhere");
  await page.keyboard.press("Escape");
  await goOver(page, "Southern Coffee", "Northern Tea");
});

test("a person of one workspace sees that one, on a phone too", async ({ browser }) => {
  const guest = await stranger(browser);
  await enter(guest, "cleo@example.com", PASSWORD);
  await guest.setViewportSize({ width: 390, height: 844 });
  await guest.getByRole("button", { name: "More" }).click();
  await guest.getByRole("button", { name: /^Workspace: / }).click();
  const list = guest.getByRole("dialog", { name: "Workspaces" });
  await expect(list.getByRole("button")).not.toHaveCount(0);
  await expect(list.getByRole("button", { name: "New workspace" })).toHaveCount(0);
  await list.getByRole("button", { name: /Southern Coffee/ }).click();
  await guest.setViewportSize({ width: 1440, height: 900 });
  await expect(head(guest, "Southern Coffee")).toBeVisible();
});
