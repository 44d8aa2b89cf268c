import { expect, inspect, test } from "../support/studio.ts";
import { OWNER } from "../support/account.ts";
import { startServer } from "../support/server.ts";

test("a newcomer makes the owner's account and is led on", async ({ page }) => {
  const server = await startServer();
  try {
    await page.goto(server.url);
    await expect(page.getByRole("heading", { name: "Welcome to Signalbox" })).toBeVisible();
    await expect(page.getByText("Time zone Europe/Kyiv, currency UAH")).toBeVisible();
    await inspect(page, "setup");
    await page.getByLabel("Your name").fill(OWNER.name);
    await page.getByLabel("E-mail").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Create the account" }).click();
    await expect(page.getByRole("heading", { name: "Hello, Olena" })).toBeVisible();
    await expect(page.getByText("0 of 5 done")).toBeVisible();
    await inspect(page, "first-steps");
    await page.getByRole("button", { name: "Add sample records" }).click();
    await expect(page.getByText(/sample records are here to look around with/)).toBeVisible();
    await page.goto(`${server.url}/leads`);
    await expect(page.getByRole("button", { name: /Tea for the café/ }).or(page.getByText("Tea for the café")).first()).toBeVisible();
    await inspect(page, "sample-board");
    await page.goto(server.url);
    await inspect(page, "home-sample");
    await page.getByRole("button", { name: "Remove the sample" }).click();
    await expect(page.getByText("The sample is gone")).toBeVisible();
    await page.goto(`${server.url}/contacts`);
    await expect(page.getByRole("heading", { name: "No contacts yet" })).toBeVisible();
    await inspect(page, "contacts-empty");
    await page.goto(server.url);
    await page.getByText("Talk", { exact: true }).click();
    await expect(page.getByRole("link", { name: "Make a bot" })).toBeVisible();
    await inspect(page, "first-steps-talk");
    await page.getByText("Automate", { exact: true }).click();
    await page.getByRole("link", { name: "Make an incoming hook" }).click();
    await page.getByLabel("Name").fill("Website");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await expect(page.getByText("Waiting for the first request…")).toBeVisible();
    await inspect(page, "hook-empty");
    await page.goto(`${server.url}/scenarios`);
    await page.getByRole("button", { name: /^Every morning/ }).click();
    await expect(page.getByRole("radio", { name: /^Every morning/ })).toBeChecked();
    await page.keyboard.press("Escape");
    await inspect(page, "scenarios-empty");
    for (const [path, text] of [
      ["/scenarios", "Let an event do the work"],
      ["/runs", "No runs yet"],
      ["/timers", "Nothing is waiting"],
      ["/deliveries", "Nothing has been sent yet"],
      ["/links", "No trigger links yet"],
      ["/variables", "No variables yet"],
      ["/leads?layout=table", "No leads yet"],
    ] as const) {
      await page.goto(server.url + path);
      await expect(page.getByRole("heading", { name: text })).toBeVisible();
    }
  } finally {
    await server.stop();
  }
});
