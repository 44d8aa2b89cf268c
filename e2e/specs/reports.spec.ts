import { readFileSync } from "node:fs";
import { expect, inspect, test } from "../support/studio.ts";

test("reports are narrowed, shown as tables and saved", async ({ page, open, caller }) => {
  const { items } = await caller.call<{
    items: { key: string; name: string; stages: { key: string; kind: string }[] }[];
  }>("GET", "/pipelines");
  const pipeline = items[0];
  const of = (kind: string) => pipeline?.stages.find((stage) => stage.kind === kind)?.key;
  for (const [stage, source] of [
    [of("won"), "site"],
    [of("won"), "mail"],
    [of("lost"), "site"],
    [of("open"), "site"],
  ]) {
    const lead = await caller.call<{ id: string }>("POST", "/leads", {
      name: "Reported",
      sale: "1000",
      source,
    });
    await caller.call("PATCH", `/leads/${lead.id}`, { stage });
  }
  await open(`/reports?pipeline=${pipeline?.key}`);
  await expect(page.getByRole("heading", { name: "Conversion by stage" })).toBeVisible();
  await expect(page.locator(".recharts-bar-rectangle").first()).toBeVisible();
  await inspect(page, "reports");
  const sources = page.getByRole("table", { name: "Sources" });
  await expect(sources.getByRole("row", { name: /^site/ })).toContainText("3");
  await page.getByLabel("Sources by").selectOption("maker");
  await expect(page).toHaveURL(/by=maker/);
  await expect(sources.getByRole("rowheader", { name: "Person" })).toBeAttached();
  const picture = page.waitForEvent("download");
  await page.getByRole("button", { name: "Sources as a picture" }).click();
  expect(
    readFileSync(await (await picture).path())
      .subarray(1, 4)
      .toString(),
  ).toBe("PNG");
  const csv = page.waitForEvent("download");
  await page.getByRole("button", { name: "Conversion by stage as CSV" }).click();
  expect(readFileSync(await (await csv).path(), "utf8")).toContain("Stage;Came so far");
});
