import { expect, inspect, test } from "../support/studio.ts";

test("leads are searched, filtered and made", async ({ page, open }) => {
  await open("/leads?layout=table");
  await expect(page.getByRole("link", { name: "Order of Anna Kovalenko" }).first()).toBeVisible();
  await page.getByLabel("Name, phone, e-mail or a field’s value").fill("Мирон");
  await expect(page).toHaveURL(/query=/);
  await expect(page.getByRole("link", { name: "Order of Anna Kovalenko" })).toHaveCount(0);
  await page.getByRole("button", { name: "New lead" }).click();
  await page.getByLabel("Name", { exact: true }).fill("By hand");
  await page.getByLabel("Amount", { exact: true }).fill("12.50");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("By hand");
  await expect(page.getByLabel("Amount", { exact: true })).toHaveValue(/12[.,]50/);
});

test("a lead is edited in place, noted, linked and run by hand", async ({ page, open, caller }) => {
  const { items } = await caller.call<{ items: { id: string; name: string }[] }>("GET", "/leads");
  const lead = items.find((one) => one.name === "Order of Anna Kovalenko");
  await open(`/leads/${lead?.id}`);
  await expect(page.getByText("Lead created")).toBeVisible();
  await page.getByLabel("Amount", { exact: true }).click();
  await page.getByLabel("Amount", { exact: true }).fill("999");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Lead changed").first()).toBeVisible();
  await page.getByLabel("Note").fill("Asked for a call in the evening");
  await page.getByRole("button", { name: "Add the note" }).click();
  await expect(page.getByText("Asked for a call in the evening")).toBeVisible();
  await page.getByRole("button", { name: "Link a company" }).first().click();
  await page.getByRole("button", { name: /Northern Tea Supply/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  await expect(page.getByRole("link", { name: "Northern Tea Supply" }).first()).toBeVisible();
  await page.getByRole("button", { name: "Run a scenario" }).click();
  await page.getByRole("menuitem", { name: "Remind about an open lead" }).click();
  await expect(page.getByText("“Remind about an open lead” was started")).toBeVisible();
  await inspect(page, "lead");
});

test("contacts, companies and tasks have their tables and cards", async ({ page, open }) => {
  await open("/contacts");
  await inspect(page, "contacts");
  await page.getByRole("link", { name: "Anna Kovalenko" }).first().click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByLabel("Phones", { exact: true })).toHaveValue(/\+380501234567/);
  await inspect(page, "contact-panel");
  await panel.getByRole("link", { name: "Open as a page" }).click();
  await expect(panel).toBeHidden();
  await expect(page.getByLabel("Phones", { exact: true })).toHaveValue(/\+380501234567/);
  await inspect(page, "contact");
  await open("/companies");
  await inspect(page, "companies");
  await page.getByRole("link", { name: "Northern Tea Supply" }).click();
  await panel.getByRole("link", { name: "Open as a page" }).click();
  await expect(page.getByLabel("E-mails", { exact: true })).toHaveValue(/office@example.com/);
  await inspect(page, "company");
  await open("/tasks?view=list");
  await inspect(page, "tasks");
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Tags" }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/columns=/);
  await expect(page.getByRole("columnheader", { name: "Tags" })).toBeVisible();
  await page.getByRole("link", { name: /Call Anna Kovalenko/ }).first().click();
  await expect(panel.getByRole("button", { name: "Complete" })).toBeVisible();
  await panel.getByRole("link", { name: "Open as a page" }).click();
  await expect(panel).toBeHidden();
  await expect(page.getByRole("button", { name: "Complete" })).toBeVisible();
  await inspect(page, "task");
  await page.getByRole("button", { name: "Complete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Complete" }).click();
  await expect(page.getByText("The task is done")).toBeVisible();
});

test("tags are renamed, put together and taken off", async ({ page, open, caller }) => {
  for (const tags of [["spring"], ["spring", "fair"], ["sprnig"]]) {
    await caller.call("POST", "/companies", { name: `Tagged ${tags.join(" ")}`, tags });
  }
  await open("/settings/tags");
  await page.getByRole("radio", { name: "Companies" }).check({ force: true });
  const list = page.getByRole("list", { name: "Tags" });
  const name = (tag: string) => page.getByLabel(`Name of the tag “${tag}”`);
  await name("fair").fill("exhibition");
  await name("fair").press("Enter");
  await expect(name("exhibition")).toBeVisible();
  // A name that is taken puts the two together, after a question.
  await name("sprnig").fill("spring");
  await name("sprnig").press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Put together" }).click();
  await expect(name("sprnig")).toBeHidden();
  await expect(list.getByRole("listitem").filter({ has: name("spring") })).toContainText("3 records");
  await page.getByRole("button", { name: "Colour of “spring”" }).click();
  await page.getByRole("menuitem", { name: "Green" }).click();
  await expect
    .poll(async () => (await caller.call<{ items: object[] }>("GET", "/tags/colors?record=company")).items)
    .toEqual([{ name: "spring", color: "green" }]);
  await inspect(page, "tags");
  await list.getByRole("button", { name: "Delete: exhibition" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(name("exhibition")).toBeHidden();
  const { items } = await caller.call<{ items: { name: string }[] }>("GET", "/tags?record=company");
  expect(items.map((tag) => tag.name)).not.toContain("exhibition");
});
