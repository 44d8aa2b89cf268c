import { readFileSync } from "node:fs";
import { expect, inspect, test } from "../support/studio.ts";

const PEOPLE = `Name;Phone;Birthday;Responsible
Import Anna;+7 916 555-00-01;24.12.1990;
Import Boris;8 916 555-00-02;31.02.1991;Nobody Here
Import Clara;no phone;01.05.1992;
`;

test("a file with faults is assigned, tried, mended, imported and taken back", async ({ page, open }) => {
  await open("/import?kind=contact");
  await inspect(page, "imports");
  await page
    .getByLabel("File with rows")
    .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(PEOPLE) });
  await expect(page.getByRole("heading", { name: "people.csv" })).toBeVisible();
  await expect(page.getByLabel("What “Phone” becomes")).toHaveValue("contact.phone");
  await page.getByLabel("What “Birthday” becomes").selectOption("new");
  await page.getByLabel("What the new field holds").selectOption("date");
  await page.getByLabel("What “Nobody Here” means").selectOption("nobody");
  await inspect(page, "import-columns");
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page.getByText("Not a date · Birthday")).toBeVisible();
  await expect(page.getByText("31.02.1991", { exact: true })).toBeVisible();
  await expect(page.getByText("Not a phone · Phone")).toBeVisible();
  await inspect(page, "import-trial");
  await page.getByRole("button", { name: /^Import 3 rows/ }).click();
  await expect(page.getByText("Finished")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Refused rows" }).click();
  const refused = readFileSync(await (await download).path(), "utf8");
  expect(refused).toContain("Import Boris");
  await inspect(page, "import-result");

  await open("/import?kind=contact");
  await page.getByLabel("File with rows").setInputFiles({
    name: "mended.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(refused.replace("31.02.1991", "28.02.1991").replace("Nobody Here", "")),
  });
  await expect(page.getByRole("heading", { name: "mended.csv" })).toBeVisible();
  await page.getByRole("button", { name: /^Import 1 row/ }).click();
  await expect(page.getByText("Finished")).toBeVisible();
  await open("/contacts?query=Import");
  await expect(page.getByRole("link", { name: /^Import / })).toHaveCount(3);

  await open("/import");
  await page.getByRole("link", { name: "people.csv" }).click();
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByText("Taken back").first()).toBeVisible();
  await open("/contacts?query=Import");
  await expect(page.getByRole("link", { name: /^Import / })).toHaveCount(1);
});

test("a list is loaded as a file under its filter", async ({ page, open }) => {
  await open("/contacts?query=Kovalenko");
  await expect(page.getByRole("link", { name: "Anna Kovalenko" })).toBeVisible();
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "CSV for Excel" }).click();
  const text = readFileSync(await (await download).path(), "utf8");
  expect(text.startsWith("\u{feff}")).toBe(true);
  expect(text).toContain("Anna Kovalenko");
  expect(text).toContain("+380501234567");
});
