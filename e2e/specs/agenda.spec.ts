import { expect, inspect, test } from "../support/studio.ts";

const HOUR = 3_600_000_000;

test("the day is worked through from the keyboard", async ({ page, open, caller, made }) => {
  const { user } = await caller.call<{ user: { id: string } }>("GET", "/session");
  const now = Date.now() * 1000;
  const task = (text: string, due_at: number, more = {}) =>
    caller.call("POST", "/tasks", { text, due_at, responsible_id: user.id, ...more });
  await task("Answer the letter", now - 30 * HOUR);
  await task("Ring the warehouse", now - 26 * HOUR, {
    results: [{ name: "Agreed", scenario: "remind-about-an-open-lead" }, { name: "No answer" }],
  });
  expect(made.remind).toBeTruthy();
  await open("/tasks");
  const overdue = page.getByRole("region", { name: "Overdue" });
  await expect(overdue.getByRole("link", { name: "Answer the letter" })).toBeVisible();
  await page.getByLabel("New task").fill("Order tea завтра 10:00");
  await expect(page.getByText(/“Order tea”/)).toBeVisible();
  await page.keyboard.press("Enter");
  const tomorrow = page.getByRole("region", { name: "Tomorrow" });
  await expect(tomorrow.getByRole("link", { name: "Order tea" })).toBeVisible();
  await inspect(page, "my-day");
  await overdue.getByRole("group", { name: "Answer the letter" }).focus();
  await page.keyboard.press("t");
  await expect(tomorrow.getByRole("link", { name: "Answer the letter" })).toBeVisible();
  await overdue.getByRole("group", { name: "Ring the warehouse" }).focus();
  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("starts “Remind about an open lead”")).toBeVisible();
  await inspect(page, "task-result");
  await dialog.getByText("No answer").click();
  await dialog.getByRole("button", { name: "Complete" }).click();
  await expect(page.getByText("The task is done")).toBeVisible();
  await expect(page.getByRole("link", { name: "Ring the warehouse" })).toHaveCount(0);
});

test("a task moves in the calendar by mouse and by keyboard", async ({ page, open, caller }) => {
  const due = Date.parse("2031-03-12T10:00:00+02:00") * 1000;
  const made = await caller.call<{ id: string }>("POST", "/tasks", { text: "Tasting of spring tea", due_at: due });
  await open("/tasks?view=calendar&day=2031-03-12&who=all");
  const cell = (day: string) => page.getByRole("listitem", { name: day });
  const chip = page.getByRole("link", { name: /Tasting of spring tea/ });
  await expect(cell("Wednesday, March 12").getByRole("link")).toHaveCount(1);
  await inspect(page, "tasks-calendar");
  await chip.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(cell("Thursday, March 13").getByRole("link")).toHaveCount(1);
  await chip.hover();
  await page.mouse.down();
  await cell("Friday, March 21").hover();
  await cell("Friday, March 21").hover();
  await page.mouse.up();
  await expect(cell("Friday, March 21").getByRole("link")).toHaveCount(1);
  const moved = await caller.call<{ due_at: number }>("GET", `/tasks/${made.id}`);
  expect(moved.due_at).toBe(Date.parse("2031-03-21T10:00:00+02:00") * 1000);
  await page.getByRole("radio", { name: "Week" }).check({ force: true });
  await inspect(page, "tasks-week");
});
