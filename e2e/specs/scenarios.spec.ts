import { expect, inspect, test } from "../support/studio.ts";

test("scenarios are listed and switched", async ({ page, open }) => {
  await open("/scenarios");
  await expect(page.getByRole("link", { name: "Sale from the website" })).toBeVisible();
  await inspect(page, "scenarios");
  const toggle = page.getByRole("switch", { name: "Switch on: Remind about an open lead" });
  await toggle.click();
  await expect(toggle).not.toBeChecked();
  await toggle.click();
  await expect(toggle).toBeChecked();
});

test("a scenario starts from a template", async ({ page, open }) => {
  await open("/scenarios?new=1");
  await expect(page.getByRole("dialog", { name: "New scenario" })).toBeVisible();
  await inspect(page, "scenario-new");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Sale from a hook" })).toBeVisible();
  await expect(page.getByText("No faults")).toBeVisible();
});

test("scenarios are found and put in order with the keyboard", async ({ page, open, caller }) => {
  await open("/scenarios?query=REMIND");
  await expect(page.getByRole("link", { name: "Remind about an open lead" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Sale from the website" })).toBeHidden();
  await page.getByRole("textbox", { name: "Find a scenario" }).fill("no such thing");
  await expect(page.getByText("No scenario fits the filter.")).toBeVisible();
  await page.getByRole("textbox", { name: "Find a scenario" }).fill("");
  await expect(page).toHaveURL(/scenarios$/);
  const order = async () => (await caller.call<{ items: { name: string }[] }>("GET", "/scenarios")).items.map((row) => row.name);
  const [first, second] = await order();
  await page.getByRole("button", { name: "Order" }).click();
  await expect(page.getByRole("list", { name: "Order of the scenarios" })).toBeVisible();
  await inspect(page, "scenarios-order");
  await page.getByRole("dialog").getByRole("listitem").first().getByRole("button").focus();
  await page.keyboard.press("Space");
  await page.waitForTimeout(200);
  await page.keyboard.press("ArrowDown");
  await page.waitForTimeout(200);
  await page.keyboard.press("Space");
  await expect.poll(async () => (await order()).slice(0, 2)).toEqual([second, first]);
});
