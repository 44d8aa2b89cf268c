import { expect, inspect, test } from "../support/studio.ts";

test("duplicates are found, merged with a choice, and parted again", async ({ page, open, caller }) => {
  const make = (body: object) => caller.call<{ id: string }>("POST", "/contacts", body);
  const phone = "+380991112233";
  const ivan = await make({ name: "Ivan Melnyk", phones: [phone], tags: ["shop"] });
  const full = await make({ name: "Ivan Petrovych Melnyk", phones: ["099 111-22-33", phone], emails: ["ivan.melnyk@example.com"] });
  await caller.call("POST", "/leads", { name: "Samovar for Ivan" }).then((lead) =>
    caller.call("PUT", `/leads/${(lead as { id: string }).id}/contacts/${full.id}`, { main: true }),
  );
  await open("/duplicates");
  const group = page.getByRole("region", { name: "380991112233" });
  await expect(group.getByRole("link", { name: "Ivan Melnyk" })).toBeVisible();
  await inspect(page, "duplicates");
  await group.getByRole("button", { name: "Merge…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("group", { name: "Name" }).getByText("Ivan Petrovych Melnyk").first().click();
  await inspect(page, "merge-dialog");
  await dialog.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(page.getByText("2 records are now Ivan Petrovych Melnyk")).toBeVisible();
  await expect(group).toHaveCount(0);
  // The old address leads to the record that stayed.
  await open(`/contacts/${full.id}`);
  await expect(page).toHaveURL(new RegExp(ivan.id));
  await expect(page.getByLabel("E-mails")).toHaveValue("ivan.melnyk@example.com");
  await expect(page.getByRole("link", { name: "Samovar for Ivan" })).toBeVisible();
  await open("/duplicates?view=merged");
  await inspect(page, "merged");
  await page.getByRole("button", { name: "Undo the merge into Ivan Petrovych Melnyk" }).click();
  await expect(page.getByText("The merge is undone")).toBeVisible();
  await open(`/contacts/${full.id}`);
  await expect(page.getByRole("link", { name: "Samovar for Ivan" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Possible duplicates" })).toBeVisible();
});

test("a new contact whose phone is known already is warned of", async ({ page, open }) => {
  await open("/contacts?new=1");
  await page.getByLabel("Name", { exact: true }).fill("Somebody");
  await page.getByLabel("Phone", { exact: true }).fill("050 123 45 67");
  await expect(page.getByText("A contact with this phone or e-mail is there already")).toBeVisible();
  await expect(page.getByRole("dialog").getByRole("link", { name: "Anna Kovalenko" })).toBeVisible();
});
