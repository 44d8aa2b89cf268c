import { readFileSync } from "node:fs";
import { makeAccount } from "../support/account.ts";
import { startServer } from "../support/server.ts";
import { expect, inspect, signIn, test } from "../support/studio.ts";

test("a person's data is loaded as a file, and erased with the history", async ({ page, open, caller, made }) => {
  await caller.post(made.token, { event: "sale", amount: 300, name: "Yaryna Vovk", phone: "+380665550011" });
  await expect
    .poll(async () => (await caller.call<{ items: unknown[] }>("GET", "/contacts?query=Yaryna")).items.length)
    .toBe(1);
  const { items } = await caller.call<{ items: { id: string }[] }>("GET", "/contacts?query=Yaryna");
  const id = items[0]?.id ?? "";
  await open(`/contacts/${id}`);
  await page.getByRole("button", { name: "More" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Load personal data" }).click(),
  ]);
  const lines = readFileSync(await file.path(), "utf8").trim().split("\n");
  for (const what of ["contact", "lead", "event", "run", "delivery"]) {
    expect(lines.filter((line) => line.includes(`"what":"${what}"`)), what).not.toEqual([]);
  }
  expect(lines.some((line) => line.includes('"what":"event"') && line.includes("665550011"))).toBe(true);

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Erase the person…" }).click();
  const dialog = page.getByRole("dialog", { name: "Erase “Yaryna Vovk” everywhere?" });
  const erase = dialog.getByRole("button", { name: "Erase for good" });
  await dialog.getByRole("textbox").fill("Yaryna");
  await expect(erase).toBeDisabled();
  await dialog.getByRole("textbox").fill("Yaryna Vovk");
  await inspect(page, "erase-person");
  await erase.click();
  await expect(page.getByText("The person is erased; history is being searched")).toBeVisible();
  await expect(page).toHaveURL(/\/contacts$/);

  await page.goto(new URL("/settings/workspace", page.url()).href);
  await expect(page.getByText(`Contact ${id}`)).toBeVisible();
  await expect(page.getByText("Done", { exact: true }).first()).toBeVisible();
  await inspect(page, "settings-workspace");
  const arrivals = await caller.call<{ items: { id: string }[] }>("GET", `/hooks/${made.hook}/arrivals?limit=1`);
  const arrival = await caller.call<object>("GET", `/arrivals/${arrivals.items[0]?.id}`);
  expect(JSON.stringify(arrival)).not.toContain("665550011");
});

test("an owner empties a workspace, and what was set up stays", async ({ page, context }) => {
  const server = await startServer();
  try {
    const { caller } = await makeAccount(server.url);
    const [name = "", value = ""] = caller.cookie.split("=");
    await signIn(context, { url: server.url, cookie: { name, value } } as never);
    await page.goto(`${server.url}/settings/workspace`);
    await page.getByRole("button", { name: "Empty the workspace" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete everything in the workspace?" });
    await dialog.getByRole("textbox").fill("Northern Tea");
    await inspect(page, "empty-workspace");
    await dialog.getByRole("button", { name: "Empty the workspace" }).click();
    await expect(page.getByText("The workspace is being emptied")).toBeVisible();
    await expect(page.getByText("Done", { exact: true })).toBeVisible();
    await page.goto(`${server.url}/leads?layout=table`);
    await expect(page.getByRole("heading", { name: "No leads yet" })).toBeVisible();
    await page.goto(`${server.url}/scenarios`);
    await expect(page.getByRole("link", { name: "Sale from the website" })).toBeVisible();
  } finally {
    await server.stop();
  }
});
