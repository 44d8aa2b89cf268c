import { expect, inspect, test } from "../support/studio.ts";

test("a stage in use is kept; once free its leads move and it goes", async ({ page, open, caller }) => {
  const stages = [
    { key: "asked", name: "Asked", color: "#5b7cf0" },
    { key: "measured", name: "Measured", color: "#e0a13b" },
    { key: "built", name: "Built", kind: "won", color: "#1f9d63" },
  ];
  await caller.call("POST", "/pipelines", { key: "kitchens", name: "Kitchens", stages });
  await caller.call("POST", "/leads", { name: "Kitchen of Olha", pipeline: "kitchens", stage: "measured" });
  const text = "name: Measure at once\nstart: {on: manual, record: lead}\nblocks: [{do: [{action: change_stage, pipeline: kitchens, stage: measured}]}]\n";
  const scenario = await caller.call<{ id: string }>("POST", "/scenarios", { key: "measure-at-once", text });
  await open("/settings/pipelines");
  await page.getByRole("button", { name: "Edit: Kitchens" }).click();
  await inspect(page, "pipeline-stages");
  const handle = page.getByRole("button", { name: /Asked/ }).first();
  await expect(handle).toBeVisible();
  await page.getByRole("button", { name: "Remove: Measured" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete “Measured”?" });
  await expect(dialog.getByRole("link", { name: "Measure at once" })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Delete" })).toHaveCount(0);
  await inspect(page, "stage-used");
  await caller.call("DELETE", `/scenarios/${scenario.id}`);
  await dialog.getByRole("button", { name: "Close" }).first().click();
  await page.getByRole("button", { name: "Remove: Measured" }).click();
  await expect(dialog.getByText("1 lead stands on it.")).toBeVisible();
  await dialog.getByLabel("Where its leads go").selectOption({ label: "Asked" });
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("button", { name: "Remove: Measured" })).toHaveCount(0);
  const { items } = await caller.call<{ items: { name: string }[] }>("GET", "/leads?pipeline=kitchens&stage=asked");
  expect(items.map((lead) => lead.name)).toEqual(["Kitchen of Olha"]);
});

test("fields are ordered by keyboard, options renamed on the records that hold them", async ({ page, open, caller }) => {
  const field = (name: string, more: object) =>
    caller.call<{ id: string; key: string }>("POST", "/fields", { record: "company", name, ...more });
  const size = await field("Size of the firm", { type: "select", options: ["Small", "Large"] });
  await field("Year of founding", { type: "number" });
  const company = await caller.call<{ id: string }>("POST", "/companies", { name: "Tea Field", fields: { [size.key]: "Small" } });
  await open("/settings/fields");
  await page.getByText("Company", { exact: true }).click();
  const rows = page.getByRole("list", { name: "Fields" }).getByRole("listitem");
  await expect(rows.nth(0)).toContainText("Size of the firm");
  await inspect(page, "fields");
  await page.getByRole("button", { name: /Size of the firm/ }).first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(rows.nth(0)).toContainText("Year of founding");
  await page.getByRole("button", { name: "Edit: Size of the firm" }).click();
  await page.getByLabel("Option 1").fill("Family firm");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const held = await caller.call<{ fields: Record<string, string> }>("GET", `/companies/${company.id}`);
  expect(held.fields[size.key]).toBe("Family firm");
  await page.getByRole("button", { name: "Delete: Size of the firm" }).click();
  await expect(page.getByText("1 record holds a value of it, and loses it for good.")).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(rows).toHaveCount(1);
});
