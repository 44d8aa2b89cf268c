import { expect, inspect, test } from "../support/studio.ts";

test("global variables are made, changed and deleted", async ({ page, open }) => {
  await open("/variables");
  await expect(page.getByText("{report}")).toBeVisible();
  await inspect(page, "variables");
  await page.getByRole("button", { name: "New variable" }).click();
  await page.getByLabel("Name").fill("rate_usd");
  await page.getByLabel("Value").fill("41.5");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("{rate_usd}")).toBeVisible();
  await page.getByRole("button", { name: "Edit: rate_usd" }).click();
  await page.getByLabel("Value").fill("42");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("42", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Delete: rate_usd" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("{rate_usd}")).toBeHidden();
});
