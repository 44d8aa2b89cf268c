import { startBook } from "../support/book.ts";
import { expect, inspect, test } from "../support/studio.ts";

let book: Awaited<ReturnType<typeof startBook>>;
test.beforeAll(async () => {
  book = await startBook();
});
test.afterAll(() => book.stop());

test.beforeEach(async ({ page }) => {
  await page.goto(book.url);
  await expect(page.getByRole("heading", { name: "Components" })).toBeVisible();
});

test("every component stands in both themes and densities", async ({ page }) => {
  await inspect(page, "components");
  await page.getByText("compact", { exact: true }).click();
  await inspect(page, "components-compact");
});

test("pickers are worked by keyboard alone", async ({ page }) => {
  await page.getByRole("button", { name: /^Stage: Qualified/ }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("onb");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: /^Stage: Onboarding/ })).toBeFocused();
  const birthday = page.getByRole("textbox", { name: "Birthday" });
  await birthday.fill("31.02");
  await birthday.press("Enter");
  await expect(page.getByText("This is no date. Write it like 24.12.2026.")).toBeVisible();
  await birthday.fill("1.2.2027");
  await birthday.press("Enter");
  await expect(birthday).toHaveValue("01.02.2027");
  const price = page.getByRole("textbox", { name: "Price" });
  await price.fill("1 500,5");
  await price.press("Enter");
  await expect(price).toHaveValue(/1,500\.50/);
});

test("a list is put in order by keyboard, and every step is said", async ({ page }) => {
  const stages = page.getByRole("list", { name: "Stages" });
  await page.getByRole("button", { name: "Move New" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByText("New is lifted, place 1 of 4.")).toBeAttached();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByText("New is over place 2 of 4.")).toBeAttached();
  await page.keyboard.press("Space");
  await expect(stages.getByRole("listitem").nth(0)).toHaveText("Qualified");
  await expect(stages.getByRole("listitem").nth(1)).toHaveText("New");
});

test("a sheet keeps the focus, takes its width from the arrows and closes at Esc", async ({ page }) => {
  await page.getByRole("button", { name: "Sheet" }).click();
  const sheet = page.getByRole("dialog", { name: "Order 7042" });
  const edge = sheet.getByRole("separator", { name: "Width of the panel" });
  await edge.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(edge).toHaveAttribute("aria-valuenow", "664");
  await inspect(page, "sheet");
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await page.getByRole("button", { name: "Sheet" }).click();
  await expect(edge).toHaveAttribute("aria-valuenow", "664");
});

test("nothing moves for who wants stillness", async ({ page }) => {
  const moving = () =>
    page.evaluate(() => getComputedStyle(document.querySelector("button.transition-colors") ?? document.body).transitionDuration);
  expect(await moving()).toBe("0.12s");
  await page.getByText("still", { exact: true }).click();
  expect(Number.parseFloat(await moving())).toBeLessThan(0.001);
});
