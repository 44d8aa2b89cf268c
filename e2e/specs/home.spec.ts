import { expect, inspect, test } from "../support/studio.ts";

test("the overview counts the day and lists the latest runs", async ({ page, open }) => {
  await open("/");
  await expect(page.getByRole("heading", { name: "Hello, Olena" })).toBeVisible();
  // Which runs are the latest depends on what the other specs did before.
  await expect(page.getByRole("main").getByRole("listitem").getByRole("link").first()).toBeVisible();
  await inspect(page, "home");
});
