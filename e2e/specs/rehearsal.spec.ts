import { SALE } from "../support/account.ts";
import { expect, inspect, test } from "../support/studio.ts";

test("a draft is rehearsed on what came, and each difference is a click away", async ({ page, open, made, caller }) => {
  await caller.post(made.token, { event: "sale", amount: 130, name: "Small Buyer", phone: "+380507778899" });
  await open(`/scenarios/${made.sale}/rehearse`);
  await expect(page.getByText("Before it goes live")).toBeVisible();
  await page.getByText("A draft", { exact: true }).click();
  await page.getByLabel("The draft").fill(SALE.replace("right: 100", "right: 200"));
  await page.getByRole("button", { name: "Rehearse" }).click();
  await expect(page.getByText(/^Done:/)).toBeVisible();
  await expect(page.getByText("Where it would differ")).toBeVisible();
  await page.getByRole("button", { name: /Request received/ }).first().click();
  await expect(page.getByText("What would happen").first()).toBeVisible();
  await inspect(page, "rehearsal");
  await page.getByRole("button", { name: "Repeat" }).click();
  await expect(page.getByText("Earlier rehearsals")).toBeVisible();
  await expect(page.getByText(/^Done:/).first()).toBeVisible();
  // Nothing was written: the leads are those that really came.
  const { items } = await caller.call<{ items: { name: string }[] }>("GET", "/leads?query=Small");
  expect(items.length).toBe(1);
});
