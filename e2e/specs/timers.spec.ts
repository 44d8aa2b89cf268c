import { expect, inspect, test } from "../support/studio.ts";

test("a pending timer is moved, run now and cancelled", async ({ page, open }) => {
  await open("/timers");
  const rows = page.getByRole("button", { name: "Run now" });
  await expect(rows.first()).toBeVisible();
  const before = await rows.count();
  await inspect(page, "timers");
  await page.getByRole("button", { name: "Run a scenario" }).last().click();
  await page.getByLabel(/New moment/).fill("2030-01-02T10:00");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("cell", { name: /Jan 2, 2030/ })).toBeVisible();
  await rows.first().click();
  await expect(rows).toHaveCount(before - 1);
  await page.getByRole("checkbox", { name: "Select the row" }).first().check();
  await page.getByRole("toolbar").getByRole("button", { name: "Cancel the timer" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the timer" }).click();
  await expect(rows).toHaveCount(before - 2);
});
