import type { Caller } from "../support/account.ts";
import { expect, inspect, test } from "../support/studio.ts";

/** A bot with a web chat whose first step gives the registration link. */
async function casino(caller: Caller): Promise<{ token: string }> {
  const settings = { name: "Casino of the tracker", take_new_names: true };
  const { id } = await caller.call<{ id: string }>("POST", "/bots", { key: "tracked", settings });
  // With two bots it is asked whose flows are meant.
  await caller.call("POST", "/bots", { key: "beside", settings: { name: "Bot beside" } });
  const chat = { settings: { kind: "web_chat", origins: [] } };
  const { token } = await caller.call<{ token: string }>("POST", `/bots/${id}/channels`, chat);
  const text = (words: string) => [{ text: words }];
  const steps = [
    { id: "hello", step: "send", messages: text("Register: https://p.example/?sub1={{tracker.clickid}}") },
    { id: "paid", title: "Paid", step: "send", messages: text("Thank you for {{fields.last_deposit}}") },
    { id: "again", title: "Again", step: "send", messages: text("The second time already") },
  ];
  const flow = { key: "tracked", flow: { name: "Tracked", steps } };
  const made = await caller.call<{ id: string; draft: { revision: string } }>("POST", `/bots/${id}/flows`, flow);
  await caller.call("POST", `/bots/${id}/flows/${made.id}/publish`, { revision: made.draft.revision });
  return { token };
}

test("a campaign's visitor registers and pays, and the dialog goes where the auto action says", async ({
  page,
  open,
  caller,
  state,
}) => {
  const { token } = await casino(caller);
  await open("/tracker");
  await page.getByRole("button", { name: "New campaign" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Spring of the walk");
  await page.getByText("To a page").click();
  await page.getByLabel("Address of the page").fill("https://shop.example/?sb_click={{tracker.clickid}}");
  await page.getByRole("button", { name: "Parameter" }).click();
  await page.getByLabel("Name of parameter 1").fill("Ad");
  await page.getByLabel("Name in the link 1").fill("ad_name");
  await page.getByLabel("Value or macro 1").fill("{{ad.name}}");
  await inspect(page, "campaign-form");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  const link = page.getByRole("textbox", { name: "Link of Spring of the walk" });
  await expect(link).toHaveValue(/\/c\/.+\?ad_name=\{\{ad\.name\}\}$/);

  await page.getByRole("button", { name: "Auto actions" }).click();
  await page.getByRole("combobox", { name: "Bot" }).selectOption({ label: "Casino of the tracker" });
  for (const [n, event, step] of [
    [1, "sale", "Paid"],
    [2, "resale#2", "Again"],
  ] as const) {
    await page.getByRole("button", { name: "Action", exact: true }).click();
    await page.getByLabel(`Event ${n}`).fill(event);
    await page.getByLabel(`Flow ${n}`).selectOption({ label: "Tracked" });
    await page.getByLabel(`Step ${n}`).selectOption({ label: step });
  }
  await inspect(page, "auto-actions");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.getByRole("tab", { name: "Postbacks" }).click();
  await page.getByRole("button", { name: "New postback" }).click();
  await page.getByLabel("Name", { exact: true }).fill("1win of the walk");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Waiting for the first postback")).toBeVisible();
  const sale = page.getByRole("textbox", { name: "Address for First deposit of 1win of the walk" });
  await expect(sale).toHaveValue(/clickid=\{sub1\}.*tracker\.cost=\{amount\}/);
  await inspect(page, "postback");

  // Somebody comes by the link and writes in the chat of the page.
  const campaigns = await caller.call<{ items: { url: string }[] }>("GET", "/campaigns");
  const own = new URL(campaigns.items[0]?.url ?? "", state.url);
  const visit = await fetch(`${state.url}${own.pathname}?ad_name=summer`, {
    redirect: "manual",
    headers: { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" },
  });
  const click = new URL(visit.headers.get("location") ?? "").searchParams.get("sb_click") ?? "";
  expect(click).toMatch(/^[A-Za-z0-9]{10}$/);
  const post = async <T>(path: string, body: unknown, visitor?: string): Promise<T> => {
    const headers = { "content-type": "application/json", ...(visitor ? { authorization: `Bearer ${visitor}` } : {}) };
    const answer = await fetch(`${state.url}/chat/${token}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return (await answer.json()) as T;
  };
  const { visitor } = await post<{ visitor: string }>("/session", {});
  await post("/messages", { id: "a1", text: "hi from the ad", click }, visitor);

  // The partner reports: the macros of the printed address are filled in.
  const printed = (await sale.inputValue()).replace("{sub1}", click).replaceAll("{amount}", "9.50");
  const { pathname, search } = new URL(printed, state.url);
  const report = (query: string) => fetch(`${state.url}${pathname}${query}`).then((answer) => answer.text());
  expect(await report(search.replace("{event_id}", "t1"))).toBe("OK");
  await expect(page.getByText("The newest postback: Taken")).toBeVisible();
  await report(search.replace("{event_id}", "t2"));
  await report(search.replace("{event_id}", "t3"));

  await page.getByRole("tab", { name: "Log" }).click();
  const log = page.getByRole("list", { name: "What partners reported" });
  await expect(log.getByText("resale#2")).toBeVisible();
  await inspect(page, "postback-log");
  await log.getByRole("link", { name: click }).first().click();
  const thread = page.getByRole("region", { name: "Conversation" });
  await expect(thread.getByText(`Register: https://p.example/?sub1=${click}`)).toBeVisible();
  await expect(thread.getByText("Thank you for 9.50")).toBeVisible();
  await expect(thread.getByText("The second time already")).toBeVisible();

  await open("/tracker?tab=report");
  await page.getByRole("button", { name: "Show the table" }).click();
  const row = page.getByRole("row", { name: /Spring of the walk/ });
  await expect(row).toContainText("28.50");
  await inspect(page, "tracker-report");
  await open("/tracker?tab=campaigns");
  await expect(link).toBeVisible();
  await inspect(page, "tracker-campaigns");
});
