import type { Page } from "@playwright/test";
import { expect, inspect, test } from "../support/studio.ts";

async function addAction(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Action", exact: true }).click();
  await page.getByPlaceholder("Find an action…").fill(name);
  await page.keyboard.press("Enter");
}

test("a scenario that answers in a dialog is made in the form, tried on what was written, and drawn", async ({
  page,
  open,
  caller,
}) => {
  const settings = { name: "Tea shop", fields: [{ key: "city", name: "City" }] };
  const bot = await caller.call<{ id: string }>("POST", "/bots", { key: "tea", settings });
  const flow = { name: "main", steps: [{ id: "hello", title: "Hello", step: "send", wait: true, messages: [{ text: "Hi" }] }] };
  const made = await caller.call<{ id: string; draft: { revision: string } }>("POST", `/bots/${bot.id}/flows`, {
    key: "main",
    flow,
  });
  await caller.call("POST", `/bots/${bot.id}/flows/${made.id}/publish`, { revision: made.draft.revision });
  const { id } = await caller.call<{ id: string }>("POST", "/scenarios", {
    key: "talks",
    text: "name: Talks\nstart:\n  on: manual\n",
  });
  await open(`/scenarios/${id}`);
  const when = page.getByRole("region", { name: "When" });
  await page.getByLabel("What starts it").selectOption("message_received");
  await when.getByLabel("Bot", { exact: true }).selectOption("tea");
  await when.getByLabel("What was sent").selectOption("voice");
  await when.getByLabel("What was sent").selectOption("");
  await when.getByLabel("Text", { exact: true }).fill("price");
  await page.getByRole("button", { name: "Block", exact: true }).click();

  await addAction(page, "Write to the person");
  await page.getByRole("textbox", { name: "Text", exact: true }).last().click();
  await page.keyboard.type("From 5");
  await page.getByRole("button", { name: "Button", exact: true }).click();
  await page.getByRole("textbox", { name: "Caption of button 1" }).click();
  await page.keyboard.type("Show me");
  await page.getByLabel("What button 1 does").selectOption("go_to");
  await page.getByLabel("Leads to").selectOption("main/hello");
  await expect(page.getByText("No faults")).toBeVisible();
  await inspect(page, "scenario-in-dialog");

  await addAction(page, "Run a bot flow");
  await page.getByLabel("Flow", { exact: true }).selectOption("main");
  await page.getByLabel("Step of the flow").selectOption("hello");
  await expect(page.getByText("write to the person and run a bot flow")).toBeVisible();
  await expect(page.getByText("What happened in dialogs")).toBeVisible();
  await page.getByText("Canvas", { exact: true }).click();
  await expect(page.getByText("When somebody writes to a bot")).toBeVisible();
  await inspect(page, "scenario-in-dialog-canvas");
});

test("what a scenario tells pops up over the page, and the first press takes it", async ({ page, open, caller }) => {
  const key = "take-the-call";
  const take = `name: Take the call\nstart: {on: manual, record: lead}\nblocks: [{do: [{action: add_note, text: "{user_name} pressed {button}"}]}]\n`;
  const tell = `name: Tell of a call
start: {on: manual, record: lead}
blocks:
  - do:
      - action: notify
        users: all
        headline: Somebody calls
        text: "About {{lead.name}}"
        sound: true
        buttons: [{text: I take it, scenario: ${key}, once: true}]
`;
  const ids: string[] = [];
  for (const [name, text] of [[key, take], ["tell-of-a-call", tell]] as const) {
    const { id } = await caller.call<{ id: string }>("POST", "/scenarios", { key: name, text });
    await caller.call("POST", `/scenarios/${id}/on`, { overdue: "run" });
    ids.push(id);
  }
  const { items } = await caller.call<{ items: { id: string }[] }>("GET", "/leads");
  await open("/links");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await caller.call("POST", `/scenarios/${ids[1]}/run`, { record: { kind: "lead", id: items[0]?.id } });
  const popups = page.getByRole("region", { name: "New notifications" });
  await expect(popups.getByRole("heading", { name: "Somebody calls" })).toBeVisible({ timeout: 15_000 });
  await inspect(page, "announcement");
  await popups.getByRole("button", { name: "I take it" }).click();
  await expect(popups.getByRole("article")).toHaveCount(0);
  await page.getByRole("button", { name: /^Notifications/ }).first().click();
  await expect(page.getByText("I take it: taken by Olena Kravchuk")).toBeVisible();
  await inspect(page, "announcement-taken");
  const notes = await caller.call<{ items: { text: string }[] }>("GET", "/notes");
  expect(notes.items.map((note) => note.text)).toContain("Olena Kravchuk pressed I take it");
});
