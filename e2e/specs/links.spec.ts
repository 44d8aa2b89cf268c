import { expect, inspect, test } from "../support/studio.ts";

test("trigger links are made and give each record its address", async ({ page, open }) => {
  await open("/links");
  await expect(page.getByText("{tlink:1}")).toBeVisible();
  await inspect(page, "links");
  await page.getByRole("button", { name: "New link" }).click();
  await page.getByLabel("Name").fill("Call me back");
  await page.getByLabel("Leads to").fill("https://example.com/{{lead.id}}");
  await inspect(page, "link-form");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Call me back" })).toBeVisible();
  await page.getByRole("button", { name: "More actions", exact: true }).first().click();
  await page.getByRole("menuitem", { name: "Address for a record…" }).click();
  await page.getByLabel("Find by name, phone or e-mail").fill("Order of");
  await page.getByRole("button", { name: /Order of/ }).first().click();
  await expect(page.getByRole("region", { name: "Address" })).toContainText("/t/");
});
