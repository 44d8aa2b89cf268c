import { expect, inspect, test } from "../support/studio.ts";

test("the palette goes anywhere, finds records and runs commands", async ({ page, open }) => {
  await open("/");
  await page.keyboard.press("Control+k");
  await expect(page.getByPlaceholder("Type a command, a page or a name…")).toBeFocused();
  await inspect(page, "palette");
  await page.keyboard.type("Anna");
  await expect(page.getByRole("option", { name: /Anna Kovalenko/ }).first()).toBeVisible();
  await page.getByPlaceholder("Type a command, a page or a name…").fill("timers");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/timers$/);
});

test("keys lead between the rooms, and a sheet tells them", async ({ page, open }) => {
  await open("/");
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(page).toHaveURL(/\/scenarios$/);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
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

test("an unknown address says so", async ({ page, open }) => {
  await open("/");
  await page.goto(`${new URL(page.url()).origin}/nowhere`);
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
});
