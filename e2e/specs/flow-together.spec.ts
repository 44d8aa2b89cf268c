import { expect, inspect, signIn, test } from "../support/studio.ts";

test("two people draw one flow at once, see each other and lose nothing", async ({ page, open, caller, browser, state }) => {
  const key = `together-${Date.now().toString(36)}`;
  const bot = await caller.call<{ id: string }>("POST", "/bots", { key, settings: { name: "Bot of two" } });
  const steps = [
    { id: "hello", title: "Greeting", step: "send", messages: [{ text: "Good day" }], next: "ask" },
    { id: "ask", title: "Question", step: "ask", message: { text: "Which tea?" }, variable: "tea" },
  ];
  const flow = await caller.call<{ id: string }>("POST", `/bots/${bot.id}/flows`, { key: "main", flow: { name: "Tea", steps } });
  const path = `/bots/${bot.id}/flows/${flow.id}?view=outline`;
  await open(path);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await signIn(context, state);
  const other = await context.newPage();
  await other.goto(state.url + path);
  await expect(page.getByText("Olena Kravchuk is here too")).toBeVisible();
  const step = (on: typeof page, name: RegExp) => on.getByRole("list", { name: "Outline of the flow" }).getByRole("button", { name });

  await step(other, /^Question/).click();
  await other.getByLabel("Title of the step").fill("Their question");
  await expect(step(page, /^Their question/)).toBeVisible();
  await expect(page.getByRole("img", { name: "Olena Kravchuk works here" })).toBeVisible();
  await inspect(page, "flow-together");

  // Without a connection both go on; afterwards both changes are there.
  await context.setOffline(true);
  await other.getByLabel("Title of the step").fill("Asked away");
  await step(page, /^Greeting/).click();
  await page.getByLabel("Title of the step").fill("Greeted here");
  await expect(page.getByText(/^saved \d/)).toBeVisible();
  await context.setOffline(false);
  await expect(step(page, /^Asked away/)).toBeVisible({ timeout: 15_000 });
  await expect(step(other, /^Greeted here/)).toBeVisible();
  const saved = await caller.call<{ draft: { flow: { steps: { title: string }[] } } }>("GET", `/bots/${bot.id}/flows/${flow.id}`);
  expect(saved.draft.flow.steps.map((one) => one.title)).toEqual(["Greeted here", "Asked away"]);
  await context.close();
});
