import { expect, inspect, test } from "../support/studio.ts";

test("the search for why takes a scenario and an event", async ({ page, open, made, caller }) => {
  await caller.post(made.token, { event: "visit", amount: 1 });
  await open(`/why?scenario=${made.sale}`);
  const events = page.getByLabel("Recent events");
  await expect(events.locator("option", { hasText: "Request received" }).first()).toBeAttached();
  const value = await events.locator("option", { hasText: "Request received" }).first().getAttribute("value");
  await events.selectOption(value ?? "");
  await expect(page.getByRole("link", { name: "Sale from the website" })).toBeVisible();
  await expect(page.getByRole("img", { name: "does not hold" }).first()).toBeVisible();
  await inspect(page, "why");
});
