import { expect, inspect, test } from "../support/studio.ts";

test("the search for why takes a scenario and an event", async ({ page, open, made, caller }) => {
  await caller.post(made.token, { event: "visit", amount: 1 });
  await open(`/why?scenario=${made.sale}`);
  const events = page.getByLabel("Recent events");
  await expect(events.locator("option", { hasText: "Request received" }).first()).toBeAttached();
  const value = await events.locator("option", { hasText: "Request received" }).first().getAttribute("value");
  await events.selectOption(value ?? "");
  await expect(page.getByRole("link", { name: "Sale from the website" })).toBeVisible();
  await expect(page.getByText("did not fire", { exact: true })).toBeVisible();
  await expect(page.getByText("Every block demands {event} to be “sale”; it was “visit”.")).toBeVisible();
  await expect(page.getByRole("img", { name: "does not hold" }).first()).toBeVisible();
  await expect(page.getByText("It would have fired if 2 conditions")).toBeVisible();
  await inspect(page, "why");
});

test("a record is judged as it was at a minute of the past", async ({ page, open, caller }) => {
  const text = `name: Big leads
start:
  on: lead_changed
blocks:
  - if:
      - left: "{{lead.name}}"
        is: equals
        right: Third name
    do: []
`;
  const scenario = await caller.call<{ id: string }>("POST", "/scenarios", { key: "big-leads", text });
  const lead = await caller.call<{ id: string }>("POST", "/leads", { name: "First name" });
  await caller.call("PATCH", `/leads/${lead.id}`, { name: "Second name" });
  const { items } = await caller.call<{ items: { id: string }[] }>("GET", `/events?record_id=${lead.id}&limit=1`);
  await caller.call("PATCH", `/leads/${lead.id}`, { name: "Third name" });
  await open(`/why?scenario=${scenario.id}&kind=lead&record=${lead.id}`);
  await expect(page.getByText("It was switched off at that moment.")).toBeVisible();
  await page.getByLabel("Or one of its events").selectOption(items[0]?.id ?? "");
  await expect(page.getByText("“Second name”").first()).toBeVisible();
  await expect(page.getByText("No block’s conditions held.")).toBeVisible();
  await caller.call("DELETE", `/scenarios/${scenario.id}`);
  await caller.call("DELETE", `/leads/${lead.id}`);
});
