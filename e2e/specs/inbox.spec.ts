import type { Caller } from "../support/account.ts";
import { expect, inspect, test } from "../support/studio.ts";

/** Three people who wrote to a bot, through the public door. */
async function threePeople(caller: Caller, url: string, name: string): Promise<void> {
  const bot = await caller.call<{ id: string }>("POST", "/bots", { settings: { name } });
  const settings = { kind: "web_chat", origins: [] };
  const { token } = await caller.call<{ token: string }>("POST", `/bots/${bot.id}/channels`, { settings });
  const post = async <T>(path: string, body: unknown, visitor?: string): Promise<T> => {
    const headers = { "content-type": "application/json", ...(visitor ? { authorization: `Bearer ${visitor}` } : {}) };
    const answer = await fetch(`${url}/chat/${token}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  for (const text of ["first keyed question", "second keyed question", "third keyed question"]) {
    const { visitor } = await post<{ visitor: string }>("/session", {});
    await post("/messages", { id: "a1", text }, visitor);
  }
}

test("dialogs are worked through by keys, and on a phone one pane at a time", async ({ page, open, caller, state }) => {
  await threePeople(caller, state.url, "Bot of the keys");
  await open("/inbox?view=all&q=keyed");
  const thread = page.getByRole("region", { name: "Conversation" });
  await expect(page.getByRole("link", { name: /keyed question/ })).toHaveCount(3);
  await page.keyboard.press("j");
  await expect(thread.getByText("third keyed question")).toBeVisible();
  await page.keyboard.press("j");
  await expect(thread.getByText("second keyed question")).toBeVisible();
  await page.keyboard.press("k");
  await expect(thread.getByText("third keyed question")).toBeVisible();
  await page.keyboard.press("s");
  await expect(page.getByRole("dialog", { name: "Snooze" })).toBeVisible();
  await page.getByRole("button", { name: /Until tomorrow/ }).click();
  await expect(page.getByText(/^Put off until/)).toBeVisible();
  await expect(page.getByRole("link", { name: /keyed question/ })).toHaveCount(2);
  await page.keyboard.press("j");
  await page.keyboard.press("a");
  await page.getByRole("button", { name: "Olena Kravchuk (me)" }).click();
  await expect(thread.getByText("Assigned to Olena Kravchuk")).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog").getByText("Take over")).toBeVisible();
  await page.keyboard.press("Escape");

  await page.setViewportSize({ width: 390, height: 844 });
  await open("/inbox?view=all&q=keyed");
  await page.getByRole("link", { name: /first keyed question/ }).click();
  await expect(thread.getByText("first keyed question")).toBeVisible();
  await expect(page.getByRole("tablist", { name: "Whose dialogs" })).toHaveCount(0);
  await inspect(page, "inbox-phone");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "More actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "Client" }).click();
  await expect(page.getByRole("complementary", { name: "Client" })).toBeVisible();
  await page.getByRole("button", { name: "Conversation" }).click();
  await page.getByRole("button", { name: "Back to the list" }).click();
  await expect(page.getByRole("tablist", { name: "Whose dialogs" })).toBeVisible();
});
