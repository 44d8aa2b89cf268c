import { expect, inspect, test } from "../support/studio.ts";

test("the overview counts the day and lists the latest runs", async ({ page, open }) => {
  await open("/");
  await expect(page.getByRole("heading", { name: "Hello, Olena" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Sale from the website" }).first()).toBeVisible();
  await inspect(page, "home");
});
