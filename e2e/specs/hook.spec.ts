import { expect, inspect, test } from "../support/studio.ts";

test("requests arrive live with their variables", async ({ page, open, made, caller }) => {
  await open(`/hooks/${made.hook}`);
  await expect(page.getByRole("tab", { name: "Variables" })).toBeVisible();
  await inspect(page, "hook");
  await caller.post(made.token, { event: "visit", amount: 3, mark: "live-arrival" });
  await expect(page.getByText("live-arrival")).toBeVisible();
  for (const view of ["Body", "Headers", "Raw", "Timing", "Compare"]) {
    await page.getByRole("tab", { name: view, exact: true }).click();
    await expect(page.getByRole("tabpanel").last()).not.toBeEmpty();
  }
  await inspect(page, "hook-compare");
});

test("a rejected request tells its reason", async ({ page, open, made }) => {
  await open(`/hooks/${made.hook}?state=rejected`);
  await expect(page.getByText("Why it was refused")).toBeVisible();
});

test("a hook is paused, holds requests, and goes on", async ({ page, open, made, caller }) => {
  await open(`/hooks/${made.hook}`);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused: requests are kept and wait")).toBeVisible();
  await caller.post(made.token, { event: "visit", mark: "while-paused" });
  await expect(page.getByRole("list", { name: "Caught requests" }).getByText("Held").first()).toBeVisible();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText("Listening")).toBeVisible();
  await expect(page.getByRole("list", { name: "Caught requests" }).getByText("Held")).toHaveCount(0);
});

test("security, look-up and answer are set", async ({ page, open, caller }) => {
  const { id } = await caller.call<{ id: string }>("POST", "/hooks", { key: "settings-spec", settings: { name: "Settings" } });
  await open(`/hooks/${id}?tab=security`);
  await page.getByLabel("How a sender proves itself").selectOption("hmac");
  await page.getByLabel("Secret", { exact: true }).fill("shh-very-secret");
  await page.getByLabel("Drop repeats").selectOption("header");
  await page.getByLabel("Limit requests").check();
  await page.getByLabel("Requests a minute").fill("120");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("A secret is stored. Leave empty to keep it.")).toBeVisible();
  await inspect(page, "hook-security");
  await page.getByRole("tab", { name: "Find record" }).click();
  await page.getByLabel("Find a record for each request").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved").first()).toBeVisible();
  await inspect(page, "hook-find");
  await page.getByRole("tab", { name: "Answer" }).click();
  await page.getByLabel("Body").fill("ok");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("tab", { name: "Scenarios" }).click();
  await expect(page.getByText("No scenario waits for this hook yet")).toBeVisible();
  const kept = await caller.call<{ settings: { answer?: { body: string }; find?: unknown; dedup?: unknown; limit?: unknown } }>("GET", `/hooks/${id}`);
  expect(kept.settings.answer?.body).toBe("ok");
  expect(kept.settings.find).toBeTruthy();
  expect(kept.settings.dedup).toBeTruthy();
  expect(kept.settings.limit).toEqual({ per_minute: 120 });
});

test("what a limit turns away is counted on the hook's page", async ({ page, open, caller }) => {
  const hook = await caller.call<{ id: string; url: string }>("POST", "/hooks", {
    key: "limited-spec",
    settings: { name: "Limited", limit: { per_minute: 1, burst: 1 } },
  });
  const token = hook.url.slice(hook.url.lastIndexOf("/") + 1);
  await caller.post(token, { n: 1 });
  for (const n of [2, 3]) await caller.post(token, { n });
  await open(`/hooks/${hook.id}`);
  await expect(page.getByText("2 requests turned away by the limit")).toBeVisible();
});
