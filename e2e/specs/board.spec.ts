import type { Locator, Page } from "@playwright/test";
import type { Caller } from "../support/account.ts";
import { expect, inspect, test } from "../support/studio.ts";

interface Stage {
  id: string;
  key: string;
  name: string;
  kind: string;
  color: string;
  required?: string[];
}
interface Pipeline {
  id: string;
  key: string;
  name: string;
  stages: Stage[];
}

/** A pipeline of the spec's own, whose winning asks for an amount. */
async function makePipeline(caller: Caller, key: string, name: string): Promise<Pipeline> {
  const stages = [
    { key: "fresh", name: "Fresh", color: "#60a5fa" },
    { key: "talks", name: "Talks", color: "#fbbf24" },
    { key: "won", name: "Won", kind: "won", color: "#4ade80", required: ["sale"] },
    { key: "lost", name: "Lost", kind: "lost", color: "#94a3b8" },
  ];
  const { items } = await caller.call<{ items: Pipeline[] }>("GET", "/pipelines");
  const known = items.find((pipeline) => pipeline.key === key);
  return known ?? caller.call<Pipeline>("POST", "/pipelines", { key, name, stages });
}

const column = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const cards = (at: Locator) => at.locator("[data-card]");
const card = (page: Page, name: string) => page.locator("[data-card]", { hasText: name });

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (!start || !end) throw new Error("there is nothing to drag");
  await page.mouse.move(start.x + start.width / 2, start.y + 14);
  await page.mouse.down();
  await page.mouse.move(start.x + start.width / 2 + 20, start.y + 30, { steps: 4 });
  await page.mouse.move(end.x + end.width / 2, end.y + Math.min(end.height - 8, 300), { steps: 12 });
  await page.mouse.move(end.x + end.width / 2 + 2, end.y + Math.min(end.height - 8, 302), { steps: 2 });
}

test("cards are dragged by mouse, asked for what a stage wants, and brought back", async ({ page, open, caller }) => {
  const pipeline = await makePipeline(caller, "board-spec", "Board spec");
  for (const name of ["Roof", "Fence", "Gate"]) {
    await caller.call("POST", "/leads", { name, pipeline: pipeline.key, tags: ["garden"] });
  }
  await open(`/leads?layout=board&pipeline=${pipeline.id}`);
  const [fresh, talks, won, lost] = ["Fresh", "Talks", "Won", "Lost"].map((name) => column(page, name));
  if (!fresh || !talks || !won || !lost) throw new Error("four columns are expected");
  await expect(cards(fresh)).toHaveCount(3);

  await drag(page, card(page, "Gate"), talks);
  await page.mouse.up();
  await expect(cards(talks)).toHaveCount(1);
  await expect(page.getByText("1 lead moved to “Talks”")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("The move is undone")).toBeVisible();
  await expect(cards(fresh)).toHaveText([/Gate/, /Fence/, /Roof/]);

  // Winning asks for an amount; what is filled in comes with the move.
  await drag(page, card(page, "Gate"), won);
  await page.mouse.up();
  const ask = page.getByRole("dialog");
  await ask.getByLabel("Amount").fill("250");
  await ask.getByRole("button", { name: "Move", exact: true }).click();
  await expect(cards(won)).toHaveCount(1);
  await expect(won).toContainText("250");

  // Losing asks why, in a zone that is there while dragging.
  await drag(page, card(page, "Fence"), talks);
  const zone = page.getByText("Lost", { exact: true }).last();
  const box = await zone.boundingBox();
  if (!box) throw new Error("the zone is not there");
  await page.mouse.move(box.x + 10, box.y + 10, { steps: 6 });
  await page.mouse.up();
  await page.getByRole("dialog").getByLabel("Loss reason").selectOption({ index: 1 });
  await page.getByRole("dialog").getByRole("button", { name: "Move", exact: true }).click();
  await expect(cards(lost)).toHaveCount(1);
  const { items } = await caller.call<{ items: { name: string; loss_reason_id: string | null }[] }>("GET", "/leads?tag=garden");
  expect(items.find((lead) => lead.name === "Fence")?.loss_reason_id).toBeTruthy();

  await page.getByRole("button", { name: "Add a lead" }).click();
  await page.getByLabel("Title of the lead, Enter adds it").fill("Pond");
  await page.keyboard.press("Enter");
  await expect(cards(fresh).first()).toContainText("Pond");
  await page.keyboard.press("Escape");
});

test("cards are moved by the keyboard alone, many at once", async ({ page, open, caller }) => {
  const pipeline = await makePipeline(caller, "keys-spec", "Keys spec");
  for (const name of ["One", "Two", "Three"]) await caller.call("POST", "/leads", { name, pipeline: pipeline.key });
  await open(`/leads?layout=board&pipeline=${pipeline.id}`);
  const [fresh, talks] = [column(page, "Fresh"), column(page, "Talks")];
  await expect(cards(fresh)).toHaveText([/Three/, /Two/, /One/]);
  await card(page, "Three").focus();
  await page.keyboard.press("Space");
  await expect(page.getByText(/Three: 1 lead is lifted/)).toBeAttached();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(cards(fresh)).toHaveText([/Two/, /Three/, /One/]);
  await card(page, "Three").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Escape");
  await expect(cards(talks)).toHaveCount(0);
  await page.keyboard.press("x");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("x");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  await expect(cards(talks)).toHaveText([/Three/, /One/]);
  await expect(cards(fresh)).toHaveText([/Two/]);
  // It is the server that keeps the order.
  await page.reload();
  await expect(cards(talks)).toHaveText([/Three/, /One/]);
});

test("the board shows a lead beside it, and what others do", async ({ page, open, caller }) => {
  await open("/leads?layout=board");
  await expect(card(page, "Order of Anna Kovalenko").first()).toBeVisible();
  await inspect(page, "board");
  await card(page, "Order of Anna Kovalenko").first().click();
  const panel = page.getByRole("dialog");
  await expect(page).toHaveURL(/panel=/);
  await expect(panel.getByText("Lead created")).toBeVisible();
  await inspect(page, "board-panel");
  await panel.getByLabel("Source").fill("fair");
  await page.keyboard.press("Enter");
  await expect(panel.getByText("Lead changed").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/panel=/);
  await caller.call("POST", "/leads", { name: "Made elsewhere" });
  await expect(card(page, "Made elsewhere")).toBeVisible();
});

test("the table shows chosen columns, edits in place, and keeps views", async ({ page, open }) => {
  await open("/leads?layout=table");
  await expect(page.getByRole("link", { name: "Order of Anna Kovalenko" }).first()).toBeVisible();
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Source" }).check();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("columnheader", { name: "Source" })).toBeVisible();
  const source = page.getByLabel(/^Source: Order of Мирон/).first();
  await source.fill("exhibition");
  await page.keyboard.press("Enter");
  await expect(source).toHaveValue("exhibition");
  const sale = page.getByLabel(/^Amount: Order of Мирон/).first();
  await sale.click();
  await sale.fill("much");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "is no amount" })).toBeVisible();
  await sale.click();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("menuitem", { name: "Tags" }).click();
  await page.getByRole("dialog", { name: "Tags" }).getByRole("textbox").fill("website");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/tag=website/);
  await page.keyboard.press("Escape");
  await inspect(page, "leads-table");
  await page.getByRole("button", { name: "All", exact: true }).click();
  await page.getByRole("menuitem", { name: "Save as a new view…" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("From the website");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/view=/);
  await open("/leads?layout=board");
  await page.getByRole("button", { name: "All", exact: true }).click();
  await page.getByRole("menuitem", { name: "From the website" }).click();
  await expect(page).toHaveURL(/tag=website/);
  await expect(page.getByRole("columnheader", { name: "Source" })).toBeVisible();

  await page.getByRole("checkbox", { name: "Select the row" }).first().check();
  await page.getByRole("toolbar").getByRole("button", { name: "Tags" }).click();
  await page.getByLabel("Tags to add").fill("checked");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The change is under way")).toBeVisible();
  await expect(page.getByLabel(/^Tags: /).first()).toHaveValue(/checked/);
});

test("contacts and runs have views too; a stage is told what it asks for", async ({ page, open, caller }) => {
  const pipeline = await makePipeline(caller, "asking-spec", "Asking spec");
  await open(`/leads?layout=board&pipeline=${pipeline.id}`);
  await page.getByRole("button", { name: "Column “Talks”" }).click();
  await page.getByRole("menuitem", { name: "Required fields" }).click();
  const ask = page.getByRole("dialog", { name: "What “Talks” asks for" });
  await ask.getByRole("button", { name: /Required fields/ }).click();
  await page.getByRole("option", { name: "Source" }).click();
  await page.keyboard.press("Escape");
  await ask.getByRole("button", { name: "Save" }).click();
  await expect(ask).toBeHidden();
  await caller.call("POST", "/leads", { name: "Asked", pipeline: pipeline.key });
  await card(page, "Asked").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  await page.getByRole("dialog").getByLabel("Source").fill("neighbour");
  await page.getByRole("dialog").getByRole("button", { name: "Move", exact: true }).click();
  await expect(cards(column(page, "Talks"))).toHaveCount(1);

  await open("/contacts");
  await page.getByLabel(/^Phones: Anna Kovalenko/).first().fill("12");
  await page.keyboard.press("Escape");
  await expect(page.getByLabel(/^Phones: Anna Kovalenko/).first()).toHaveValue("+380501234567");
  await open("/runs?status=not_matched");
  await page.getByRole("button", { name: "All", exact: true }).click();
  await page.getByRole("menuitem", { name: "Save as a new view…" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Those that did not match");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/view=/);
  await expect(page).toHaveURL(/status=not_matched/);
});

test("a finger carries a card beyond the edge of a phone, and the board goes along", async ({ page, open, caller }) => {
  const pipeline = await makePipeline(caller, "touch-spec", "Touch spec");
  const name = `Carried ${Date.now()}`;
  await caller.call("POST", "/leads", { name, pipeline: pipeline.key, sale: "10" });
  await page.setViewportSize({ width: 390, height: 844 });
  await open(`/leads?layout=board&pipeline=${pipeline.id}`);
  const fingers = await page.context().newCDPSession(page);
  await fingers.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 1 });
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: { x: number; y: number }[]) =>
    fingers.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  const box = await card(page, name).boundingBox();
  if (!box) throw new Error("the card is not in sight");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const talks = column(page, "Talks");
  await expect(talks).not.toBeInViewport({ ratio: 0.5 });

  await touch("touchStart", [{ x, y }]);
  // Held for a moment, the card is lifted: the zones at the bottom tell.
  await expect(page.getByText("Lost", { exact: true }).last()).toBeInViewport();
  for (let step = 1; step <= 10; step++) await touch("touchMove", [{ x: x + ((386 - x) * step) / 10, y: y + step }]);
  await expect(talks).toBeInViewport({ ratio: 0.8 });
  const there = await talks.boundingBox();
  if (!there) throw new Error("the column is not in sight");
  for (let step = 1; step <= 4; step++)
    await touch("touchMove", [{ x: Math.max(60, there.x + there.width / 2) + step, y: there.y + 150 }]);
  await touch("touchEnd", []);
  await expect(cards(talks)).toContainText([name]);
  await expect
    .poll(async () => (await caller.call<{ items: { stage_id: string }[] }>("GET", `/leads?query=${encodeURIComponent(name)}`)).items[0]?.stage_id)
    .toBe(pipeline.stages[1]?.id);
});
