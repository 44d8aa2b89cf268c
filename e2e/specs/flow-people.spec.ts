import type { Caller } from "../support/account.ts";
import { expect, inspect, test } from "../support/studio.ts";

interface Made {
  bot: string;
  flow: string;
  /** The address of the web chat, below which visitors write. */
  chat: string;
}

async function made(caller: Caller, url: string, name: string, steps: object[]): Promise<Made> {
  const key = `${name}-${Date.now().toString(36)}`;
  const { id: bot } = await caller.call<{ id: string }>("POST", "/bots", { key, settings: { name: `Bot ${name}` } });
  const flow = await caller.call<{ id: string; draft: { revision: string } }>("POST", `/bots/${bot}/flows`, {
    key: "main",
    flow: { name: "Main", steps },
  });
  const settings = { kind: "web_chat", origins: [] };
  const { token } = await caller.call<{ token: string }>("POST", `/bots/${bot}/channels`, { settings });
  const revision = flow.draft.revision;
  await caller.call("POST", `/bots/${bot}/flows/${flow.id}/publish`, { revision });
  return { bot, flow: flow.id, chat: `${url}/chat/${token}` };
}

async function write(chat: string, text: string): Promise<void> {
  const post = async <T>(path: string, body: unknown, visitor?: string): Promise<T> => {
    const headers = { "content-type": "application/json", ...(visitor ? { authorization: `Bearer ${visitor}` } : {}) };
    const answer = await fetch(`${chat}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { visitor } = await post<{ visitor: string }>("/session", {});
  await post("/messages", { id: "a1", text }, visitor);
}

/** What the bot said in the only dialog of a bot. */
async function said(caller: Caller, bot: string): Promise<{ dialog: string; texts: string[] }> {
  const { items } = await caller.call<{ items: { id: string; bot: string }[] }>("GET", `/dialogs?view=all&bot=${bot}`);
  const dialog = items[0]?.id ?? "";
  type Message = { body: { sent?: { text: { text: string } } } };
  const page = await caller.call<{ items: Message[] }>("GET", `/dialogs/${dialog}/messages`);
  return { dialog, texts: page.items.flatMap((one) => one.body.sent?.text.text ?? []) };
}

test("a log-in link asks whoever is signed in, and ties the chat to them", async ({ page, open, caller, state }) => {
  const { bot, chat } = await made(caller, state.url, "door", [
    { id: "who", step: "log_in", message: { text: "Who are you?" }, done: "Welcome", failed: "out", next: "in" },
    { id: "in", step: "send", messages: [{ text: "Inside" }], wait: true },
    { id: "out", step: "send", messages: [{ text: "Outside" }], wait: true },
  ]);
  await write(chat, "let me in");
  const { texts, dialog } = await said(caller, bot);
  const link = /\/log-in#(\w+)/.exec(texts[0] ?? "")?.[1];
  expect(link).toMatch(/^\w{32,}$/);
  await open(`/log-in#${link}`);
  await expect(page.getByRole("heading", { name: "Is this chat yours?" })).toBeVisible();
  await expect(page.getByText("Bot door")).toBeVisible();
  await inspect(page, "log-in");
  await page.getByRole("button", { name: "Yes, it is mine" }).click();
  await expect(page.getByRole("status")).toContainText("Go back to the chat");
  expect((await said(caller, bot)).texts.slice(1)).toEqual(["Welcome", "Inside"]);
  await open(`/inbox?view=all&dialog=${dialog}`);
  await expect(page.getByText(/Olena Kravchuk logged in here/)).toBeVisible();
  await open(`/log-in#${link}`);
  await page.reload();
  await expect(page.getByRole("alert")).toContainText("link any more");
});

test("a schedule says when it runs, and runs at even distances when told", async ({ page, open, caller, state }) => {
  const { bot, flow } = await made(caller, state.url, "news", [
    { id: "hello", step: "send", messages: [{ text: "Hello" }], wait: true },
    { id: "news", step: "schedule", schedule: { time: "10:00" }, messages: [{ text: "News!" }], next: "hello" },
  ]);
  await open(`/bots/${bot}/flows/${flow}`);
  await page.locator(".react-flow__node-step").filter({ hasText: "News!" }).click();
  await expect(page.getByText(/^Next run /)).toBeVisible();
  await page.getByLabel("Runs").selectOption("every");
  await page.getByRole("spinbutton", { name: "Every" }).fill("2");
  await page.getByLabel("First run").fill("2030-01-31T10:00");
  await expect(page.getByText(/^saved \d/)).toBeVisible();
  await inspect(page, "schedule-step");
  const shown = await caller.call<{ draft: { flow: { steps: { every?: string; starts_at?: string }[] } } }>(
    "GET",
    `/bots/${bot}/flows/${flow}`,
  );
  expect(shown.draft.flow.steps[1]).toMatchObject({ every: "2 days", starts_at: "2030-01-31T10:00" });
});
