import { expect, inspect, test } from "../support/studio.ts";

test("a manual scenario runs on many records, with progress", async ({ page, open, made }) => {
  await open(`/scenarios/${made.remind}`);
  await page.getByRole("button", { name: "More actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Run by hand…" }).click();
  await page.getByText("Many records").click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page).toHaveURL(/\/bulk$/);
  await expect(page.getByText("Finished").first()).toBeVisible();
  await inspect(page, "bulk");
});
