import { expect, inspect, test } from "../support/studio.ts";

test("a run is tried again with a draft, repeated for real, and becomes a test", async ({ page, open, made, caller }) => {
  await caller.post(made.token, { event: "sale", amount: 421, name: "Repeat Buyer", phone: "+380501112233" });
  const { items } = await caller.call<{ items: { id: string }[] }>("GET", "/runs?status=fired&limit=1");
  const run = items[0]?.id ?? "";
  await open(`/runs/${run}`);
  await page.getByRole("link", { name: "Try again…" }).click();
  await page.getByRole("button", { name: "Compare dry" }).click();
  await expect(page.getByText("Nothing differs.")).toBeVisible();
  await page.getByText("A draft", { exact: true }).click();
  const draft = page.getByLabel("The draft");
  await draft.fill((await draft.inputValue()).replace("right: 100", "right: 1000").replace("right: '100'", "right: '1000'"));
  await page.getByRole("button", { name: "Compare dry" }).click();
  await expect(page.getByRole("cell", { name: "Not matched" })).toBeVisible();
  await inspect(page, "replay");

  await page.getByRole("button", { name: "Repeat for real" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Repeat for real" }).click();
  await expect(page.getByText("The run was repeated")).toBeVisible();
  await expect(page).not.toHaveURL(new RegExp(`${run}`));

  const repeat = page.url();
  await page.getByRole("link", { name: "Compare with the run it repeats" }).click();
  await expect(page.getByText("Nothing differs.")).toBeVisible();
  await expect(page.getByRole("link", { name: /version \d+/i })).toHaveCount(2);
  await inspect(page, "run-compare");
  await page.goto(repeat);

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Make a test of this run" }).click();
  await page.getByLabel("What it is about").fill("A big sale");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The test was made")).toBeVisible();
  await open(`/scenarios/${made.sale}/tests`);
  await page.getByRole("button", { name: "Run 1 test" }).click();
  await expect(page.getByText("Passed: 1, failed: 0")).toBeVisible();
  await inspect(page, "tests");
});
