import type { Page } from "@playwright/test";
import type { Caller } from "../support/account.ts";
import { expect, inspect, test } from "../support/studio.ts";

interface Shown {
  id: string;
  version: number;
  published?: { steps: { id: string; step: string; next?: string; variable?: string }[] };
}

async function made(caller: Caller, key: string, steps: object[]): Promise<{ bot: string; flow: string }> {
  // A second try of a test finds the bot of the first.
  const own = `${key}-${Date.now().toString(36)}`;
  const bot = await caller.call<{ id: string }>("POST", "/bots", { key: own, settings: { name: `Bot ${key}`, flow: "hello" } });
  const flow = await caller.call<{ id: string }>("POST", `/bots/${bot.id}/flows`, { key: "hello", flow: { name: "Hello", steps } });
  return { bot: bot.id, flow: flow.id };
}

const canvas = (page: Page) => page.getByRole("application", { name: "Canvas of the flow" });
const step = (page: Page, name: string) => page.locator(".react-flow__node-step").filter({ hasText: name });
const saved = (page: Page) => expect(page.getByText(/^saved \d/)).toBeVisible();

/** Adds a step behind the selected one by its name, and goes back to the canvas. */
async function add(page: Page, name: string): Promise<void> {
  await canvas(page).focus();
  await page.keyboard.press("Tab");
  await page.getByPlaceholder("Find a step…").fill(name);
  await page.keyboard.press("Enter");
}

test("a flow is drawn with the keyboard and the mouse, published, and taken back after a reload", async ({ page, open, caller }) => {
  const { bot, flow } = await made(caller, "drawn", []);
  await open(`/bots/${bot}/flows/${flow}`);
  await add(page, "Send messages");
  await page.getByRole("textbox", { name: "Message", exact: true }).click();
  await page.keyboard.type("Good day! What do you need?");
  await page.getByRole("button", { name: "Row of buttons" }).click();
  await page.getByRole("textbox", { name: "Caption" }).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Prices");
  await add(page, "Ask");
  await page.getByRole("textbox", { name: "Question" }).click();
  await page.keyboard.type("Which size?");
  await page.getByLabel("Keep in the variable").fill("size");
  await add(page, "To an operator");
  await add(page, "Finish");
  await expect(page.locator(".react-flow__node-step")).toHaveCount(4);

  // The mouse draws the line of the button, and puts the fifth step where it is let go.
  await canvas(page).focus();
  await page.keyboard.press("1");
  const dot = step(page, "Good day").locator(".flow-way").filter({ hasText: "Prices" }).locator(".react-flow__handle");
  const board = await canvas(page).boundingBox();
  await dot.hover();
  await page.mouse.down();
  await page.mouse.move((board?.x ?? 0) + 300, (board?.y ?? 0) + 620, { steps: 8 });
  await page.mouse.up();
  await page.getByPlaceholder("Find a step…").fill("wait");
  await page.keyboard.press("Enter");
  await expect(page.locator(".react-flow__node-step")).toHaveCount(5);
  await expect(step(page, "1 h")).toBeVisible();
  await saved(page);

  // The wait leads nowhere yet: told at its step, and mended by a line.
  await page.getByRole("tab", { name: /Checks/ }).click();
  await expect(page.getByRole("button", { name: /Wait: Nothing leads on from here/ })).toBeVisible();
  const end = step(page, "Finish").locator(".react-flow__handle.target");
  await step(page, "1 h").locator(".react-flow__handle.source").dragTo(end);
  await expect(page.getByRole("button", { name: /Wait: Nothing leads on from here/ })).toBeHidden();
  await page.getByRole("button", { name: "Tidy up" }).click();
  await saved(page);
  await inspect(page, "flow-builder");

  await page.getByRole("button", { name: "Publish…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Nobody stands in this flow.")).toBeVisible();
  await dialog.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("Version 1", { exact: true }).first()).toBeVisible();
  const shown = await caller.call<Shown>("GET", `/bots/${bot}/flows/${flow}`);
  expect(shown.published?.steps).toMatchObject([
    { id: "send", step: "send", messages: [{ buttons: [[{ text: "Prices", press: { go_to: "wait" } }]] }], next: "ask" },
    { id: "wait", step: "wait", next: "finish" },
    { id: "ask", step: "ask", variable: "size", next: "operator" },
    { id: "operator", step: "operator", next: "finish" },
    { id: "finish", step: "finish" },
  ]);

  // A step goes, its neighbours are joined; the reload knows of it, and the step comes back.
  await step(page, "Which size").click();
  await page.keyboard.press("Control+Delete");
  await expect(page.locator(".react-flow__node-step")).toHaveCount(4);
  await saved(page);
  await page.reload();
  await expect(page.locator(".react-flow__node-step")).toHaveCount(4);
  await canvas(page).focus();
  await page.keyboard.press("Control+z");
  await expect(step(page, "Which size")).toBeVisible();
  await page.keyboard.press("Control+Shift+z");
  await expect(step(page, "Which size")).toBeHidden();
});

const LINE = [
  { id: "hello", step: "send", aliases: ["/start"], messages: [{ text: "Hello" }], next: "size" },
  { id: "size", step: "ask", message: { text: "Which size?" }, next: "bye" },
  { id: "bye", step: "finish" },
];

test("the outline and the text do what the canvas does", async ({ page, open, caller }) => {
  const { bot, flow } = await made(caller, "outlined", LINE);
  await open(`/bots/${bot}/flows/${flow}?view=outline`);
  const rows = page.locator("[data-step]");
  await expect(rows).toHaveCount(3);
  await page.locator("[data-step=hello]").focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("[data-step=size]")).toBeFocused();
  await page.keyboard.press("d");
  await expect(page.locator("[data-step=size]")).toContainText("Off");
  await page.keyboard.press("Insert");
  await page.getByPlaceholder("Find a step…").fill("act");
  await page.keyboard.press("Enter");
  await expect(rows).toHaveCount(4);
  await inspect(page, "flow-outline");
  await page.getByText("Text", { exact: true }).first().click();
  const text = page.getByRole("textbox", { name: "Text of the flow" });
  await expect(text).toContainText("step: act");
  await text.click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("description: By hand\n");
  await saved(page);
  const shown = await caller.call<{ draft: { flow: { description?: string; steps: { off?: boolean; next?: string }[] } } }>(
    "GET",
    `/bots/${bot}/flows/${flow}`,
  );
  expect(shown.draft.flow).toMatchObject({ description: "By hand", steps: [{}, { off: true, next: "act" }, { id: "act", next: "bye" }, {}] });
});

test("a bot is made with a flow to begin with, and its settings are saved", async ({ page, open, caller }) => {
  await open("/bots?new=1");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Tea shop");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("link", { name: "Welcome" })).toBeVisible();
  await inspect(page, "bot");
  await page.getByRole("tab", { name: "Texts" }).click();
  await page.getByLabel("Nobody is free", { exact: true }).fill("We sleep");
  await page.getByRole("switch", { name: "Say: How to end" }).click();
  await page.getByRole("tab", { name: "Commands" }).click();
  await page.getByRole("button", { name: "Command", exact: true }).click();
  await page.getByLabel("Command 1", { exact: true }).fill("start");
  await page.getByLabel("What command 1 does").fill("Begin");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Not saved yet")).toBeHidden();
  const { items } = await caller.call<{ items: { settings: { name: string } }[] }>("GET", "/bots");
  expect(items.find((bot) => bot.settings.name === "Tea shop")?.settings).toMatchObject({
    flow: "welcome",
    texts: { no_operator: { text: "We sleep" }, how_to_end: { on: false } },
    commands: [{ command: "start", description: "Begin" }],
  });
});
