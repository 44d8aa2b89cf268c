import { expect, inspect, test } from "../support/studio.ts";

const TEXT = `name: Order of events
start:
  on: lead_changed
blocks:
  - id: b1
    do:
      - {id: s1, action: change_responsible, user: nobody@example.com}
      - {id: s2, action: add_note, text: after it}
`;

test("what follows a failed action and a second event is set in the form, and stands in the text and the run", async ({
  page,
  open,
  caller,
}) => {
  const made = await caller.call<{ id: string }>("POST", "/scenarios", { key: "policies-spec", text: TEXT });
  await open(`/scenarios/${made.id}`);
  await page.getByLabel("While a run for the record is under way").selectOption("queue");
  await page.getByRole("button", { name: /^Change the responsible user/ }).click();
  await page.getByLabel("Try again, times").fill("2");
  await page.getByLabel("Pause between tries, seconds").fill("5");
  await page.getByLabel("When it fails for good").selectOption("stop_run");
  await expect(page.getByText("2 more tries")).toBeVisible();

  // A template with a fault is underlined where it is wrong, and says why.
  const user = page.locator('[data-path="blocks[0].do[0]"]').getByRole("textbox", { name: "User" });
  await user.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("{{{{lead.name|nosuch}}");
  await page.keyboard.press("Escape");
  await expect(page.locator('[data-path="blocks[0].do[0]"] .cm-lintRange').first()).toBeVisible();
  await inspect(page, "scenario-policies");
  // A phone shows the form on a tab of its own; back on a wide screen the step is open as before.
  await page.locator('[data-path="blocks[0].do[0]"]').getByRole("textbox", { name: "User" }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("nobody@example.com");
  await expect(page.locator('[data-path="blocks[0].do[0]"] .cm-lintRange')).toHaveCount(0);
  await expect(page.getByText(/Draft of version \d+ · saved/)).toBeVisible();

  const draft = await caller.call<{ draft: { text: string } }>("GET", `/scenarios/${made.id}/draft`);
  expect(draft.draft.text).toContain("mode: queue");
  expect(draft.draft.text).toContain("on_error: stop_run");
  await caller.call("PUT", `/scenarios/${made.id}`, { text: draft.draft.text, expected_version: 1 });
  await caller.call("POST", `/scenarios/${made.id}/on`, {});
  const lead = await caller.call<{ id: string }>("POST", "/leads", { name: "Policies" });
  await caller.call("PATCH", `/leads/${lead.id}`, { name: "Policies one" });
  await caller.call("PATCH", `/leads/${lead.id}`, { name: "Policies two" });
  const path = `/runs?scenario=${made.id}&limit=5`;
  await expect
    .poll(async () => (await caller.call<{ items: { id: string }[] }>("GET", path)).items.length)
    .toBe(2);
  const { items } = await caller.call<{ items: { id: string }[] }>("GET", path);
  await open(`/runs/${items[0]?.id}`);
  await expect(page.getByText("It waits for its turn").first()).toBeVisible();
  await open(`/runs/${items[1]?.id}`);
  await expect(page.getByText("Another try of an action")).toBeVisible();
  await inspect(page, "run-retrying");
  await caller.call("POST", `/scenarios/${made.id}/off`, {});
});
