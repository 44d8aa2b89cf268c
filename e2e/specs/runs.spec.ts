import { expect, inspect, test } from "../support/studio.ts";

test("the log is filtered by the address and follows live", async ({ page, open, made, caller }) => {
  await open("/runs");
  await expect(page.getByRole("link", { name: "Sale from the website" }).first()).toBeVisible();
  await inspect(page, "runs");
  await page.getByLabel("Status").selectOption("fired");
  await expect(page).toHaveURL(/status=fired/);
  await expect(page.getByRole("cell", { name: "Not matched" })).toHaveCount(0);
  await expect(page.getByRole("cell", { name: "Fired" }).first()).toBeVisible();
  const before = await page.getByRole("row").count();
  await caller.post(made.token, { event: "sale", amount: 777, name: "Sofia Marchenko", phone: "+380661234567" });
  await expect(page.getByRole("row")).toHaveCount(before + 1);
});
