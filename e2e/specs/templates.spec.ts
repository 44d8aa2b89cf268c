import { expect, inspect, test } from "../support/studio.ts";

test("a template is tried on a record and warns beside its result", async ({ page, open, caller }) => {
  const lead = await caller.call<{ id: string }>("POST", "/leads", { name: "Template lead", sale: "1200" });
  await open(`/templates?kind=lead&record=${lead.id}`);
  await page.getByLabel("Template", { exact: true }).fill("{{lead.name:upc}} / {{lead.nothing}}");
  await expect(page.getByText("TEMPLATE LEAD /")).toBeVisible();
  await inspect(page, "templates");
  await page.getByLabel("Where it stands").selectOption("json");
  await expect(page).toHaveURL(/context=json/);
  await caller.call("DELETE", `/leads/${lead.id}`);
});
