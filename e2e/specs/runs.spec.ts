import { expect, inspect, test } from "../support/studio.ts";

test("the log is filtered by the address and follows live", async ({ page, open, made, caller }) => {
  await open("/runs");
  await expect(page.getByRole("link", { name: "Sale from the website" }).first()).toBeVisible();
  await expect(page.getByRole("slider", { name: "Stretch of time" })).toBeVisible();
  await inspect(page, "runs");
  await page.getByLabel("Status").selectOption("fired");
  await expect(page).toHaveURL(/status=fired/);
  await expect(page.getByRole("cell", { name: "Not matched" })).toHaveCount(0);
  await expect(page.getByRole("cell", { name: "Fired" }).first()).toBeVisible();
  const before = await page.getByRole("row").count();
  await caller.post(made.token, { event: "sale", amount: 777, name: "Sofia Marchenko", phone: "+380661234567" });
  await expect(page.getByRole("row")).toHaveCount(before + 1);
});

test("the log is narrowed by what runs carried and by a stretch of the histogram", async ({ page, open, made, caller }) => {
  await caller.post(made.token, { event: "sale", amount: 333, name: "Rare Visitor", phone: "+380669876543" });
  await open("/runs?text=rare%20visitor");
  await expect(page.getByRole("row")).toHaveCount(2);
  await open("/runs?quiet=1");
  await expect(page.getByRole("cell", { name: "Fired" }).first()).toBeVisible();
  await expect(page.getByRole("cell", { name: "Not matched" })).toHaveCount(0);
  const bars = page.getByRole("slider", { name: "Stretch of time" });
  await bars.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/from=/);
  await page.getByRole("button", { name: "Remove: Chosen time" }).click();
  await expect(page).not.toHaveURL(/from=/);
});
