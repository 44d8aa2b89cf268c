import type { Page } from "@playwright/test";
import type { Caller } from "../support/account.ts";
import { visitors } from "../support/visitors.ts";
import { expect, inspect, test } from "../support/studio.ts";

const STEPS = [
  {
    id: "hello",
    step: "send",
    aliases: ["/start"],
    messages: [{ text: "Good day! Tea or coffee?", buttons: [[{ text: "Tea", press: { go_to: "size" } }, { text: "Coffee", press: { go_to: "sorry" } }]] }],
  },
  { id: "size", step: "ask", title: "Size of the tea", message: { text: "How much tea, in grams?" }, answer: "number", variable: "grams", next: "wait" },
  { id: "wait", step: "wait", secs: 3600, next: "bye" },
  { id: "sorry", step: "send", messages: [{ text: "We have no coffee." }], next: "bye" },
  { id: "bye", step: "finish" },
];

async function flowOf(caller: Caller, name: string, publish: boolean) {
  const key = `${name}-${Date.now().toString(36)}`;
  const bot = await caller.call<{ id: string }>("POST", "/bots", { key, settings: { name: `Bot ${name}`, flow: "hello" } });
  const made = await caller.call<{ id: string; draft: { revision: string } }>("POST", `/bots/${bot.id}/flows`, {
    key: "hello",
    flow: { name: "Hello", steps: STEPS },
  });
  const path = `/bots/${bot.id}/flows/${made.id}`;
  if (publish) await caller.call("POST", `${path}/publish`, { revision: made.draft.revision });
  return { bot: bot.id, path };
}

const phone = (page: Page) => page.getByRole("region", { name: "Test of the draft" });
const step = (page: Page, name: string) => page.locator(".react-flow__node-step").filter({ hasText: name });

test("the draft is talked with beside the canvas, from any step, and its steps glow", async ({ page, open, caller }) => {
  const { path } = await flowOf(caller, "tried", false);
  await open(`${path}?panel=try`);
  await expect(phone(page).getByText("Good day! Tea or coffee?")).toBeVisible();
  await expect(step(page, "Good day").locator(".flow-here")).toBeVisible();
  await phone(page).getByRole("button", { name: "Tea" }).click();
  await expect(phone(page).getByText("How much tea, in grams?")).toBeVisible();
  await expect(step(page, "Size of the tea").locator(".flow-here")).toBeVisible();
  await phone(page).getByRole("textbox", { name: "Write as the person" }).fill("250");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row", { name: "grams 250" })).toBeVisible();
  await expect(phone(page).getByText("Waits 1 h")).toBeVisible();
  await phone(page).getByRole("button", { name: "Let it pass" }).click();
  await expect(page.getByText("Closed", { exact: true })).toBeVisible();
  await inspect(page, "flow-try");

  // A change of the draft is talked with at once: everything the person did is done again.
  await step(page, "Good day").click();
  await page.getByRole("tab", { name: "Step" }).click();
  await page.getByRole("textbox", { name: "Message", exact: true }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Welcome!");
  await page.getByRole("tab", { name: "Test" }).click();
  await expect(phone(page).getByText("Welcome!")).toBeVisible();
  await expect(page.getByRole("row", { name: "grams 250" })).toBeVisible();

  await page.getByRole("button", { name: "Begin again" }).click();
  await expect(page.getByText("The flow remembers nothing yet.")).toBeVisible();
  await step(page, "Size of the tea").click();
  await page.getByRole("button", { name: "Start from the selected step" }).click();
  await expect(phone(page).getByText("How much tea, in grams?")).toBeVisible();
  await expect(phone(page).getByText("Welcome!")).toBeHidden();
  await page.getByRole("radio", { name: "Web chat" }).check({ force: true });
  // Live people keep what is published: nothing is.
  expect((await caller.call<{ version: number }>("GET", path)).version).toBe(0);
  expect((await caller.call<{ items: unknown[] }>("GET", "/dialogs?view=every&q=Test")).items).toEqual([]);
});

test("steps carry the numbers of a period, which lead to the people behind them", async ({ page, open, caller, state }) => {
  const { bot, path } = await flowOf(caller, "counted", true);
  const talk = await visitors(caller, state.url, bot);
  for (const name of ["Tea drinker", "Coffee drinker"]) await talk(name, "/start");
  await open(path);
  await page.getByRole("button", { name: "Numbers on the steps" }).click();
  const hello = step(page, "Good day");
  await expect(hello.getByRole("link", { name: "2 came here" })).toBeVisible();
  await expect(hello.getByRole("link", { name: "2 stand here now" })).toBeVisible();
  await expect(step(page, "Size of the tea").getByRole("link", { name: "0 came here" })).toBeVisible();
  await hello.click();
  await page.getByLabel("Comment").fill("Ask Olena before changing");
  await expect(hello.getByText("Comment: Ask Olena before changing")).toBeAttached();
  await inspect(page, "flow-counters");
  await hello.getByRole("link", { name: "2 stand here now" }).click();
  await expect(page.getByText("Stand on the step “hello”")).toBeVisible();
  await expect(page.getByRole("list", { name: "Dialogs" }).getByRole("link")).toHaveCount(2);
  await page.getByRole("button", { name: "Show all dialogs" }).click();
  await expect(page.getByText("Stand on the step “hello”")).toBeHidden();
});
