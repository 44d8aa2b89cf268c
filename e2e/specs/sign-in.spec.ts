import { OWNER } from "../support/account.ts";
import { expect, inspect, test } from "../support/studio.ts";

test("signing in leads to the page that was asked for", async ({ page, state }) => {
  await page.goto(`${state.url}/leads`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await inspect(page, "sign-in");
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("not_signed_in");
  await expect(page.getByLabel("E-mail")).toHaveValue(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/leads$/);
});

test("the language of the door can be chosen", async ({ page, state }) => {
  await page.goto(`${state.url}/sign-in`);
  await page.getByRole("button", { name: "Українська" }).click();
  await expect(page.getByRole("heading", { name: "Вхід" })).toBeVisible();
  await page.getByRole("button", { name: "Русский" }).click();
  await expect(page.getByRole("button", { name: "Войти" })).toBeVisible();
});
