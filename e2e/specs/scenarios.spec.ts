import { expect, inspect, test } from "../support/studio.ts";

test("scenarios are listed and switched", async ({ page, open }) => {
  await open("/scenarios");
  await expect(page.getByRole("link", { name: "Sale from the website" })).toBeVisible();
  await inspect(page, "scenarios");
  const toggle = page.getByRole("switch", { name: "Switch on: Remind about an open lead" });
  await toggle.click();
  await expect(toggle).not.toBeChecked();
  await toggle.click();
  await expect(toggle).toBeChecked();
});

test("a scenario starts from a template", async ({ page, open }) => {
  await open("/scenarios?new=1");
  await expect(page.getByRole("dialog", { name: "New scenario" })).toBeVisible();
  await inspect(page, "scenario-new");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Sale from a hook" })).toBeVisible();
  await expect(page.getByText("No faults")).toBeVisible();
});
