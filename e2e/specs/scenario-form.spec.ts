import type { Page } from "@playwright/test";
import type { Caller } from "../support/account.ts";
import { expect, inspect, signIn, test } from "../support/studio.ts";

interface Shown {
  text: string;
  scenario: { blocks: { if?: unknown[]; do: { action: string }[] }[] };
}

async function made(caller: Caller, key: string, text: string): Promise<string> {
  return (await caller.call<{ id: string }>("POST", "/scenarios", { key, text })).id;
}

const NOTES = `name: Notes
start:
  on: manual
  record: lead
blocks:
  # the first words
  - id: b1
    name: First
    do:
      - {id: s1, action: add_note, text: one}
      - {id: s2, action: add_note, text: two}
  - id: b2
    name: Second
    do:
      - {id: s3, action: add_note, text: three}
`;

const row = (page: Page, block: number, n: number) => page.locator(`[data-path="blocks[${block}].if[${n}]"]`);
const step = (page: Page, block: number, n: number) => page.locator(`[data-path="blocks[${block}].do[${n}]"]`);
const saved = (page: Page) => expect(page.getByText(/Draft of version \d+ · saved/)).toBeVisible();

/** Picks a value for a field of the form by searching the list of everything. */
async function pick(page: Page, label: string, search: string): Promise<void> {
  await page.getByRole("button", { name: `Choose a value: ${label}`, exact: true }).click();
  await page.getByPlaceholder("Find a field, a variable, a value…").fill(search);
  await page.keyboard.press("Enter");
}
async function addAction(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Action", exact: true }).click();
  await page.getByPlaceholder("Find an action…").fill(name);
  await page.keyboard.press("Enter");
}

test("a sale is handled by a scenario made in the form", async ({ page, open, caller, made: account }) => {
  const id = await made(caller, "form-spec", "name: Made by form\nstart:\n  on: manual\n");
  const arrivals = await caller.call<{ items: { id: string }[] }>("GET", `/hooks/${account.hook}/arrivals`);
  await open(`/scenarios/${id}?arrival=${arrivals.items.at(-1)?.id}`);
  await page.getByLabel("What starts it").selectOption("hook_received");
  await page.getByRole("region", { name: "When" }).getByLabel("Hook", { exact: true }).selectOption("website-orders");
  await page.getByRole("button", { name: "Block", exact: true }).click();
  await page.getByRole("button", { name: "Condition", exact: true }).click();
  await pick(page, "Condition 1: left value", "event");
  await expect(row(page, 0, 0)).toContainText("“sale”");
  await page.getByRole("textbox", { name: "Condition 1: right value" }).click();
  await page.keyboard.type("sale");
  await page.getByRole("button", { name: "Condition", exact: true }).click();
  await pick(page, "Condition 2: left value", "amount");
  await page.getByLabel("Condition 2: operator").selectOption("greater");
  await page.getByRole("textbox", { name: "Condition 2: right value" }).click();
  await page.keyboard.type("100");
  await expect(row(page, 0, 1).getByRole("img", { name: "holds" })).toBeVisible();

  await addAction(page, "Create a lead");
  await page.getByRole("textbox", { name: "Name", exact: true }).last().click();
  // A brace opens the list of variables.
  await page.keyboard.type("Order of {na");
  await expect(page.locator(".cm-tooltip-autocomplete")).toContainText("name");
  await page.keyboard.press("Escape");
  await page.keyboard.type("me");
  await expect(page.getByText("Becomes: Order of Anna Kovalenko")).toBeVisible();
  await addAction(page, "Set a task");
  await page.getByRole("textbox", { name: "Text", exact: true }).click();
  await page.keyboard.type("Call back");
  await expect(page.getByText("If event equals “sale” and amount is greater than “100”, then create a lead and set a task.")).toBeVisible();
  await expect(page.getByText("No faults")).toBeVisible();
  await saved(page);
  await inspect(page, "scenario-form");

  await page.getByText("Text", { exact: true }).first().click();
  const text = page.getByRole("textbox", { name: "Text of the scenario" });
  await expect(text).toContainText("action: create_lead");
  await text.click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("# From the text\n");
  await page.getByText("Form", { exact: true }).click();
  await page.getByLabel("Name of block 1").fill("A real sale");
  await saved(page);
  await page.getByRole("button", { name: "Publish…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("Version 2", { exact: true })).toBeVisible();
  const shown = await caller.call<Shown>("GET", `/scenarios/${id}`);
  expect(shown.text).toContain("# From the text");
  expect(shown.scenario.blocks).toMatchObject([
    {
      name: "A real sale",
      if: [{ left: "{event}", is: "equals", right: "sale" }, { left: "{amount}", is: "greater", right: "100" }],
      do: [{ action: "create_lead", name: "Order of {name}" }, { action: "create_task", text: "Call back" }],
    },
  ]);
});

test("parts are moved, copied and taken back with the keyboard, also after a reload", async ({ page, open, caller }) => {
  const id = await made(caller, "keys-spec", NOTES);
  await open(`/scenarios/${id}`);
  await step(page, 0, 1).locator("[data-handle]").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(step(page, 0, 0)).toContainText("two");
  await expect(step(page, 0, 0).locator("[data-handle]")).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(step(page, 1, 0)).toContainText("two");
  await page.keyboard.press("Control+d");
  await expect(step(page, 1, 1)).toContainText("two");
  await page.keyboard.press("Delete");
  await expect(page.getByText("Removed: Add a note")).toBeVisible();
  await expect(step(page, 1, 1)).toContainText("three");
  await saved(page);
  await page.reload();
  await expect(step(page, 1, 1)).toContainText("three");
  await page.getByRole("button", { name: "Undo", exact: true }).first().click();
  await expect(step(page, 1, 2)).toContainText("three");
  await page.locator("[data-path='blocks[0]'] > header [data-handle]").focus();
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+Shift+z");
  await expect(step(page, 1, 2)).toContainText("three");
  for (let left = 0; left < 4; left++) await page.keyboard.press("Control+z");
  await expect(step(page, 0, 1)).toContainText("two");
  await page.getByText("Text", { exact: true }).first().click();
  await expect(page.getByRole("textbox", { name: "Text of the scenario" })).toContainText("# the first words");
});

test("the canvas shows the same document and leads into the form", async ({ page, open, made: account }) => {
  await open(`/scenarios/${account.sale}?view=canvas`);
  const part = page.getByRole("button", { name: /Send a webhook/ });
  await expect(part).toBeVisible();
  await inspect(page, "scenario-canvas");
  await part.focus();
  await page.keyboard.press("Enter");
  await expect(step(page, 0, 3).getByRole("textbox", { name: "Address" })).toHaveValue("https://warehouse.invalid/orders");
});

test("conditions nest in brackets and read as the rule says", async ({ page, open, caller }) => {
  const text = `${NOTES.replace("name: Notes", "name: Brackets")}    if:
      - {left: "{{lead.sale}}", is: greater, right: 100}
      - {left: "{{lead.tags}}", is: contains, right: vip}
      - or: true
        not:
          any:
            - {left: "{{lead.source}}", is: empty}
            - {left: "{{lead.source}}", is: equals, right: partner}
`;
  const id = await made(caller, "brackets-spec", text);
  await open(`/scenarios/${id}`);
  const block = page.locator("[data-path='blocks[1]']");
  await expect(block.getByLabel("How the group joins")).toHaveValue("none");
  await expect(block).toContainText("Lead → Sale");
  await expect(
    block.getByText(/If \(Sale \(Lead\) is greater than “100” and Tags \(Lead\) contains “vip”\) or not \(Source \(Lead\) is empty or Source/),
  ).toBeVisible();
  await block.getByLabel("How the group joins").selectOption("all");
  await saved(page);
  await inspect(page, "scenario-brackets");
});

test("two people edit at once and lose nothing", async ({ page, open, caller, browser, state }) => {
  const id = await made(caller, "two-spec", NOTES);
  await open(`/scenarios/${id}`);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await signIn(context, state);
  const other = await context.newPage();
  await other.goto(`${state.url}/scenarios/${id}`);
  await expect(page.getByText("Olena Kravchuk is here too")).toBeVisible();
  await other.getByLabel("Name of block 2").fill("Theirs");
  await expect(page.getByLabel("Name of block 2")).toHaveValue("Theirs");
  await expect(page.locator("[data-path='blocks[1]']").getByRole("img", { name: "Olena Kravchuk works here" })).toBeVisible();

  // Without a connection both go on; afterwards both changes are there, and only the common place is asked about.
  await context.setOffline(true);
  await other.getByLabel("Name of block 1").fill("Away");
  await other.getByLabel("Name of block 2").fill("Written away");
  await expect(other.getByText("No connection: kept on this machine")).toBeVisible();
  await page.getByLabel("Name of block 2").fill("Written here");
  await saved(page);
  await context.setOffline(false);
  await expect(other.getByRole("alert")).toContainText("1 place was changed by two people");
  await expect(other.getByRole("alert")).toContainText("Written here");
  await expect(page.getByLabel("Name of block 1")).toHaveValue("Away");
  await inspect(other, "scenario-clash");
  await other.getByRole("button", { name: "Take theirs" }).click();
  await expect(other.getByLabel("Name of block 2")).toHaveValue("Written here");
  await expect(page.getByLabel("Name of block 2")).toHaveValue("Written here");
  await context.close();
});
