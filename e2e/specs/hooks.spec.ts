import { expect, inspect, test } from "../support/studio.ts";

test("hooks are listed and made", async ({ page, open }) => {
  await open("/hooks");
  await expect(page.getByRole("link", { name: "Orders from the website" })).toBeVisible();
  await inspect(page, "hooks");
  await page.getByRole("button", { name: "New hook" }).click();
  await page.getByLabel("Name").fill("Платежи");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Платежи" })).toBeVisible();
  await expect(page.getByText("platezhi")).toBeVisible();
});
