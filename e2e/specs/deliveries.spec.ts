import { expect, inspect, test } from "../support/studio.ts";

test("deliveries show their state and attempts, and are retried", async ({ page, open }) => {
  await open("/deliveries");
  const row = page.getByRole("link", { name: /warehouse\.invalid/ }).first();
  await expect(row).toBeVisible();
  await inspect(page, "deliveries");
  await page.getByRole("checkbox", { name: "Select the row" }).first().check();
  await page.getByRole("toolbar").getByRole("button", { name: "Retry" }).click();
  await expect(page.getByText("1 delivery will be sent again")).toBeVisible();
  await row.click();
  await expect(page.getByRole("heading", { name: "Attempts" })).toBeVisible();
  await expect(page.getByText("Attempt 1")).toBeVisible();
  await inspect(page, "delivery");
});
