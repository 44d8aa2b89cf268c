import { expect, inspect, test } from "../support/studio.ts";

test("the palette goes anywhere, finds records and runs commands", async ({ page, open, made }) => {
  await open("/");
  await page.keyboard.press("Control+k");
  await expect(page.getByPlaceholder("Type a command, a page or a name…")).toBeFocused();
  await inspect(page, "palette");
  await page.keyboard.type("Anna");
  await expect(page.getByRole("option", { name: /Anna Kovalenko/ }).first()).toBeVisible();
  const field = page.getByPlaceholder("Type a command, a page or a name…");
  await field.fill("timers");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/timers$/);
  // What was used lately stands first the next time.
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("option").first()).toHaveText(/Timers/);
  await field.fill(">density compact");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-density", "compact");
  await page.keyboard.press("Control+k");
  await field.fill("@Anna");
  await expect(page.getByRole("option")).toHaveCount(1);
  await field.fill("sale from");
  await page.getByRole("option", { name: /Sale from the website/ }).click();
  await expect(page).toHaveURL(new RegExp(`/scenarios/${made.sale}$`));
});

test("keys lead between the rooms, and a sheet tells them", async ({ page, open }) => {
  await open("/");
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(page).toHaveURL(/\/scenarios$/);
  await expect(page.getByRole("heading", { name: "Scenarios" })).toBeVisible();
  // The letter after g goes; alone it makes something new.
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/\/links$/);
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/\/scenarios\?new=/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  await expect(sheet.getByText("This page")).toBeVisible();
  await expect(sheet.getByText("New scenario")).toBeVisible();
  await inspect(page, "shortcuts");
});

test("language and theme are switched and kept", async ({ page, open, caller }) => {
  await open("/");
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Українська" }).click();
  await expect(page.getByRole("link", { name: "Сценарії" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("link", { name: "Сценарії" })).toBeVisible();
  await page.getByRole("button", { name: "Ваш профіль" }).click();
  await page.getByRole("menuitem", { name: "Темна" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await caller.call("PATCH", "/session/user", { language: "en", theme: "system" });
});

test("a phone has a bar at the bottom with everything else behind More", async ({ page, open }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open("/");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Hooks" }).click();
  await expect(page).toHaveURL(/\/hooks$/);
});

test("a lost connection is said and comes back by itself", async ({ page, context, open }) => {
  await open("/leads");
  await context.setOffline(true);
  await expect(page.getByText("Connection lost. Trying to reach the server…")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("Connection lost. Trying to reach the server…")).toBeHidden();
});

test("the palette finds a run by its id and runs a scenario on the open record", async ({ page, open, caller, made }) => {
  const { items: runs } = await caller.call<{ items: { id: string }[] }>("GET", "/runs");
  const { items: leads } = await caller.call<{ items: { id: string; name: string }[] }>("GET", "/leads");
  await open("/");
  await page.keyboard.press("Control+k");
  const field = page.getByPlaceholder("Type a command, a page or a name…");
  await field.fill(runs[0]?.id ?? "");
  await page.getByRole("option", { name: `Run ${runs[0]?.id}` }).click();
  await expect(page).toHaveURL(new RegExp(`/runs/${runs[0]?.id}`));
  await open(`/leads/${leads[0]?.id}`);
  await page.keyboard.press("Control+k");
  await field.fill(">run on this");
  await page.getByRole("option", { name: /^Run on this record/ }).first().click();
  await expect(page.getByRole("button", { name: "Runs" })).toBeVisible();
  const started = await caller.call<{ items: { record: { id: string } | null }[] }>("GET", `/runs?scenario=${made.remind}`);
  expect(started.items.some((run) => run.record?.id === leads[0]?.id)).toBe(true);
});

test("the bell tells what happened, once, and forgets what was read", async ({ page, open, caller }) => {
  const hook = await caller.call<{ id: string }>("POST", "/hooks", { settings: { name: "Bell orders" } });
  await open("/");
  await caller.call("POST", `/hooks/${hook.id}/pause`, {});
  await page.getByRole("button", { name: /^Notifications: \d+ unread/ }).click();
  const panel = page.getByRole("dialog", { name: "Notifications" });
  await expect(panel.getByText("Bell orders is paused: its requests wait")).toBeVisible();
  await inspect(page, "notifications");
  await panel.getByRole("link", { name: /^Bell orders is paused/ }).click();
  await expect(page).toHaveURL(new RegExp(`/hooks/${hook.id}`));
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(panel.getByRole("listitem").filter({ hasText: "Bell orders" }).getByText("unread")).toBeHidden();
  await panel.getByRole("button", { name: "Choose what you are told of" }).click();
  await page.getByRole("switch", { name: "A hook was paused" }).click();
  await expect(page.getByRole("switch", { name: "A hook was paused" })).not.toBeChecked();
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(panel.getByText("Bell orders is paused: its requests wait")).toBeHidden();
  await caller.call("PUT", "/notifications/choices", { muted: [] });
  await caller.call("DELETE", `/hooks/${hook.id}`);
});

test("a newer studio on the server offers to reload", async ({ page, open }) => {
  await page.route("**/*", async (route) => {
    const { resourceType, url } = { resourceType: route.request().resourceType(), url: new URL(route.request().url()) };
    if (resourceType !== "fetch" || url.pathname !== "/") return route.fallback();
    return route.fulfill({ contentType: "text/html", body: '<script type="module" src="/assets/index-newer.js"></script>' });
  });
  await open("/");
  await expect(page.getByText("A newer studio is here.")).toBeVisible();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("A newer studio is here.")).toBeHidden();
});

test("the studio can be installed, and says when its server is away", async ({ page, context, open }) => {
  await open("/");
  const manifest = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');
    const answer = await fetch(link?.href ?? "");
    return answer.json();
  });
  expect(manifest).toMatchObject({ name: "Signalbox", display: "standalone" });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await page.goto(`${new URL(page.url()).origin}/leads`);
  await expect(page.getByRole("heading", { name: "The server cannot be reached" })).toBeVisible();
  await context.setOffline(false);
});

test("an unknown address says so", async ({ page, open }) => {
  await open("/");
  await page.goto(`${new URL(page.url()).origin}/nowhere`);
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
});
