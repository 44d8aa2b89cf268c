import type { Page } from "@playwright/test";
import type { Caller } from "../support/account.ts";
import { visitors } from "../support/visitors.ts";
import { expect, inspect, signIn, test } from "../support/studio.ts";

async function desk(caller: Caller, url: string, name: string) {
  const bot = await caller.call<{ id: string }>("POST", "/bots", { settings: { name } });
  return { bot: bot.id, talk: await visitors(caller, url, bot.id) };
}

const thread = (page: Page) => page.getByRole("region", { name: "Conversation" });
const rows = (page: Page) => page.getByRole("list", { name: "Dialogs" }).getByRole("link");

test("a macro is made and pressed, and chosen dialogs are worked together", async ({ page, open, caller, state }) => {
  const { bot, talk } = await desk(caller, state.url, "Bot of the macros");
  for (const who of ["one", "two", "three"]) await talk(who, `macro question ${who}`);
  await open("/settings/macros");
  await page.getByRole("button", { name: "New macro" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Thank and close");
  await form.getByRole("textbox", { name: "Text" }).fill("Thank you for writing!");
  await form.getByRole("button", { name: "Act", exact: true }).click();
  await form.getByRole("combobox", { name: "Act 3" }).selectOption("note");
  await form.getByRole("textbox", { name: "Text" }).nth(1).fill("done by macro");
  await form.getByRole("button", { name: "Move act 3 up" }).click();
  await inspect(page, "macro-form");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Say: Thank you for writing! · Leave a note: done by macro · Close")).toBeVisible();

  await open(`/inbox?view=all&bot=${bot}`);
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole("link", { name: /macro question three/ }).click();
  await expect(thread(page).getByText("macro question three")).toBeVisible();
  await expect(page.getByText("No scenario has run for this person.")).toBeVisible();
  await page.keyboard.press("m");
  await page.getByRole("dialog", { name: "Macros" }).getByRole("button", { name: /Thank and close/ }).click();
  await expect(thread(page).getByText("Thank you for writing!")).toBeVisible();
  await expect(thread(page).getByText("done by macro")).toBeVisible();
  await expect(rows(page)).toHaveCount(2);

  // The two others are chosen, and put off until tomorrow.
  await page.getByRole("checkbox", { name: /Choose/ }).first().check({ force: true });
  await page.getByRole("button", { name: "All shown" }).click();
  await expect(page.getByText("2 chosen")).toBeVisible();
  await inspect(page, "inbox-bulk");
  await page.getByRole("toolbar", { name: "Work on the chosen dialogs" }).getByRole("button", { name: "Snooze" }).click();
  await page.getByRole("menuitem", { name: "Until tomorrow" }).click();
  await expect(page.getByText("Done in 2 dialogs")).toBeVisible();
  await expect(rows(page)).toHaveCount(0);
  const { items } = await caller.call<{ items: unknown[] }>("GET", `/dialogs?view=snoozed&bot=${bot}`);
  expect(items).toHaveLength(2);
});

test("a view is saved with its filters and counts, and messages are found in any case", async ({ page, open, caller, state }) => {
  const { bot, talk } = await desk(caller, state.url, "Bot of the views");
  await talk("olha", "Доброго дня, де мій ЧАЙ?");
  const { items } = await caller.call<{ items: { id: string }[] }>("GET", `/dialogs?view=all&bot=${bot}`);
  for (let n = 1; n <= 70; n += 1)
    await caller.call("POST", `/dialogs/${items[0]?.id}/messages`, { text: { text: `more words ${n}` } });
  await talk("petro", "quiet");
  await open(`/inbox?view=all&bot=${bot}`);
  await page.getByRole("button", { name: "Filters and sound" }).click();
  await page.getByRole("menuitem", { name: "Save as a new view…" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Tea people");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  const tab = page.getByRole("tab", { name: /Tea people/ });
  await expect(tab).toHaveAttribute("aria-selected", "true");
  await expect(tab).toContainText("2");
  await page.getByRole("tab", { name: /^All/ }).click();
  await tab.click();
  await expect(rows(page)).toHaveCount(2);

  await page.getByRole("searchbox", { name: "Search people and messages" }).fill("чай");
  await page.getByText("Messages", { exact: true }).click();
  const found = page.getByRole("list", { name: "Messages found" }).getByRole("link", { name: /де мій ЧАЙ/ });
  await found.click();
  // The message lies 70 messages back: the talk opens around it, and leads back to its end.
  await expect(thread(page).getByText("де мій ЧАЙ?")).toBeInViewport();
  await expect(thread(page).getByText("more words 70", { exact: true })).toBeHidden();
  await inspect(page, "inbox-found");
  await thread(page).getByRole("button", { name: "To the end" }).click();
  await expect(thread(page).getByText("more words 70", { exact: true })).toBeInViewport();
});

test("a note calls a person, drafts follow from machine to machine, and snoozing takes words", async ({ page, open, caller, state, browser }) => {
  const { bot, talk } = await desk(caller, state.url, "Bot of the calls");
  await talk("ivan", "where is my order?");
  await open(`/inbox?view=all&bot=${bot}`);
  await rows(page).first().click();
  const answer = thread(page).getByRole("textbox", { name: "Answer", exact: true });
  const kept = page.waitForResponse((response) => response.url().endsWith("/draft") && response.request().method() === "PUT");
  await answer.fill("It left yesterday");
  await kept;

  const other = await browser.newContext();
  await signIn(other, state);
  const second = await other.newPage();
  await second.goto(page.url());
  await expect(second.getByRole("textbox", { name: "Answer", exact: true })).toHaveValue("It left yesterday");
  await other.close();

  await thread(page).getByRole("button", { name: "Snooze" }).click();
  const snooze = page.getByRole("dialog", { name: "Snooze" });
  await snooze.getByRole("textbox", { name: /tomorrow/ }).fill("when it rains");
  await expect(snooze.getByText("This names no moment to come.")).toBeVisible();
  await snooze.getByRole("textbox", { name: /tomorrow/ }).fill("in 2 hours");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Put off until/)).toBeVisible();
});
