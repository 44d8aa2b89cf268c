import { expect, inspect, test } from "../support/studio.ts";

test("a run says what was compared with what, and what was done", async ({ page, open }) => {
  await open("/runs?status=fired");
  await page.getByRole("link", { name: "Sale from the website" }).first().click();
  await expect(page.getByRole("heading", { name: "A sale over 100" })).toBeVisible();
  await expect(page.getByText("= “sale”")).toBeVisible();
  await expect(page.getByText("Create a lead")).toBeVisible();
  await inspect(page, "run");
  await page.getByRole("tab", { name: "Requests" }).click();
  await expect(page.getByText("https://warehouse.invalid/orders")).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy as curl" })).toBeVisible();
  await inspect(page, "run-requests");
  await page.getByRole("tab", { name: "Changes" }).click();
  await expect(page.getByRole("tabpanel").getByRole("link").first()).toBeVisible();
  await page.getByRole("tab", { name: "Input" }).click();
  await expect(page.getByText("{phone}")).toBeVisible();
  await inspect(page, "run-input");
});

test("why it did not fire is answered for an event", async ({ page, open }) => {
  await open("/runs?status=not_matched");
  await page.getByRole("link", { name: "Sale from the website" }).first().click();
  await page.getByRole("tab", { name: "Input" }).click();
  await page.getByRole("link", { name: "Every scenario that could have started" }).click();
  await expect(page.getByRole("img", { name: "does not hold" }).first()).toBeVisible();
  await inspect(page, "event");
});
