import type { Page } from "@playwright/test";
import type { Caller } from "../support/account.ts";
import { expect, inspect, test } from "../support/studio.ts";

const editor = (page: Page) => page.getByRole("textbox", { name: "Text of the scenario" });

async function fresh(caller: Caller, key: string): Promise<string> {
  const text = `name: ${key}\nstart:\n  on: hook_received\n  hook: website-orders\nblocks:\n  - do:\n      - action: create_lead\n        name: x\n`;
  return (await caller.call<{ id: string }>("POST", "/scenarios", { key, text })).id;
}

test("the text is told in plain words", async ({ page, open, made }) => {
  await open(`/scenarios/${made.sale}?view=text&panel=outline`);
  await expect(page.getByText("When a request arrives at a hook")).toBeVisible();
  await expect(page.getByText("Send a webhook")).toBeVisible();
  await expect(page.getByText("No faults")).toBeVisible();
  await inspect(page, "scenario-text");
});

test("faults stand at their place and go when they are mended", async ({ page, open, caller }) => {
  const id = await fresh(caller, "fault-spec");
  await open(`/scenarios/${id}?view=text`);
  await editor(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("\nblocks_: 1");
  await expect(page.getByText("1 fault", { exact: true })).toBeVisible();
  await expect(page.locator(".cm-lint-marker-error")).toBeVisible();
  await expect(page.getByText(/^line \d+$/)).toBeVisible();
  await inspect(page, "scenario-fault");
  await page.getByRole("button", { name: "More actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Discard the draft" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard the draft" }).click();
  await expect(page.getByText("No faults")).toBeVisible();
});

test("completion offers actions and their settings", async ({ page, open, caller }) => {
  const id = await fresh(caller, "complete-spec");
  await open(`/scenarios/${id}?view=text`);
  await editor(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("- ac");
  await page.keyboard.press("Control+Space");
  await expect(page.locator(".cm-tooltip-autocomplete").getByText("action", { exact: true })).toBeVisible();
  // The list takes no key in its first moments, so that nobody accepts what they have not seen.
  await page.waitForTimeout(200);
  await page.keyboard.press("Enter");
  await expect(page.locator(".cm-tooltip-autocomplete").getByText("send_webhook")).toBeVisible();
  await inspect(page, "scenario-completion");
});

test("the draft saves itself and runs when it is published", async ({ page, open, caller }) => {
  const id = await fresh(caller, "draft-spec");
  await open(`/scenarios/${id}?view=text`);
  await editor(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("throttle_secs: 60 # once a minute");
  await expect(page.getByText(/Draft of version 1 · saved/)).toBeVisible();
  expect((await caller.call<{ text: string }>("GET", `/scenarios/${id}`)).text).not.toContain("throttle_secs");
  await page.reload();
  await expect(editor(page)).toContainText("throttle_secs: 60");
  await editor(page).click();
  await page.keyboard.press("Control+s");
  const dialog = page.getByRole("dialog", { name: "Publish as version 2" });
  await expect(dialog.getByText("At most once in, seconds")).toBeVisible();
  await inspect(page, "scenario-publish");
  await dialog.getByLabel("What changed, for those who look later").fill("Not so often");
  await dialog.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("Version 2", { exact: true })).toBeVisible();
  const kept = await caller.call<{ text: string }>("GET", `/scenarios/${id}`);
  expect(kept.text).toContain("throttle_secs: 60 # once a minute");
});

test("versions are compared in words and as text, and taken back", async ({ page, open, caller }) => {
  const id = await fresh(caller, "versions-spec");
  const { text } = await caller.call<{ text: string }>("GET", `/scenarios/${id}`);
  await caller.call("PUT", `/scenarios/${id}`, { text: text.replace("name: x", "name: another"), note: "A better name" });
  await open(`/scenarios/${id}?panel=versions`);
  await expect(page.getByText("“A better name”")).toBeVisible();
  await page.getByRole("button", { name: /Version 1/ }).click();
  const changes = page.getByRole("list", { name: "Changes from version 1 to the draft" });
  await expect(changes).toContainText("another");
  await inspect(page, "scenario-versions");
  await page.getByRole("tabpanel").getByText("Text", { exact: true }).click();
  await expect(page.getByRole("region", { name: "Changes from version 1 to the draft" })).toContainText("name: another");
  await page.getByRole("button", { name: "Take into the draft" }).click();
  await expect(page.getByText("The draft is the same as this version.")).toBeVisible();
  await expect(page.getByText(/Draft of version 2 · saved/)).toBeVisible();
});

test("a dry run on a caught request shows every condition", async ({ page, open, made }) => {
  await open(`/scenarios/${made.sale}?panel=try`);
  const request = page.getByLabel("A caught request", { exact: true }).last();
  await expect(request.locator("option").nth(1)).toBeAttached();
  const values = await request.locator("option").evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value).filter(Boolean));
  await request.selectOption(values.at(-1) ?? "");
  await expect(page.getByText("A dry run: nothing was stored or sent")).toBeVisible();
  await expect(page.getByRole("img", { name: "holds", exact: true }).first()).toBeVisible();
  await expect(page.getByText("Would send")).toBeVisible();
  await inspect(page, "scenario-try");
});
