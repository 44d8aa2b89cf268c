import type { Caller } from "../support/account.ts";
import { expect, inspect, test } from "../support/studio.ts";

interface Made {
  bot: string;
  token: string;
}

/** A bot with a web chat and a flow of two steps. */
async function steered(caller: Caller, name: string): Promise<Made> {
  const settings = { name, take_new_names: true };
  const { id } = await caller.call<{ id: string }>("POST", "/bots", { settings });
  const chat = { settings: { kind: "web_chat", origins: [] } };
  const { token } = await caller.call<{ token: string }>("POST", `/bots/${id}/channels`, chat);
  const steps = [
    { id: "hello", step: "send", messages: [{ text: "Hello, what is your number?" }] },
    { id: "known", step: "send", messages: [{ text: "We know you, {{fields.refId}}" }] },
  ];
  const made = await caller.call<{ id: string; draft: { revision: string } }>("POST", `/bots/${id}/flows`, {
    flow: { name: "Main", steps },
  });
  await caller.call("POST", `/bots/${id}/flows/${made.id}/publish`, { revision: made.draft.revision });
  return { bot: id, token };
}

async function writes(url: string, token: string, text: string): Promise<void> {
  const post = async <T>(path: string, body: unknown, visitor?: string): Promise<T> => {
    const headers = { "content-type": "application/json", ...(visitor ? { authorization: `Bearer ${visitor}` } : {}) };
    const answer = await fetch(`${url}/chat/${token}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { visitor } = await post<{ visitor: string }>("/session", {});
  await post("/messages", { id: "a1", text }, visitor);
}

test("another service steers dialogs, and the log tells what became of every call", async ({
  page,
  open,
  caller,
  state,
}) => {
  const { bot, token } = await steered(caller, "Steered from outside");
  await writes(state.url, token, "steered question");
  const found = await caller.call<{ items: { chat: string; id: string }[] }>("GET", `/dialogs?bot=${bot}`);
  const chat = found.items[0]?.chat ?? "";

  await open(`/bots/${bot}?tab=remote`);
  await expect(page.getByText("Let another service steer the dialogs")).toBeVisible();
  await page.getByRole("button", { name: "New link" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Checker");
  await page.getByLabel("UUID of its old address").fill("55833627-242e-4061-9b0a-30da3e9cf7d4");
  await inspect(page, "remote-new");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  const address = page.getByRole("textbox", { name: "Address of Checker" });
  await expect(address).toHaveValue(/\/api\/bots\/webhooks\/55833627-242e-4061-9b0a-30da3e9cf7d4\/updateDialog$/);
  const { pathname } = new URL(await address.inputValue(), state.url);
  const call = (query: string) => fetch(`${state.url}${pathname}?${query}`).then((answer) => answer.status);

  // The studio follows the log as calls come.
  const calls = page.getByRole("list", { name: "Calls" });
  await expect(page.getByText("Waiting for the first call")).toBeVisible();
  expect(await call(`chatId=${chat}&fields.refID=12345&stepId=known&status=auto`)).toBe(200);
  await expect(calls.getByText("Applied")).toBeVisible();
  expect(await call("chatId=1227280&fields.refID=7")).toBe(200);
  await expect(calls.getByText("Kept until they write")).toBeVisible();
  expect(await call(`chatId=${chat}&stepId=nowhere`)).toBe(404);
  await expect(calls.getByText(/no published step `nowhere`/)).toBeVisible();
  await inspect(page, "remote");

  await calls.getByRole("link", { name: chat }).click();
  const thread = page.getByRole("region", { name: "Conversation" });
  await expect(thread.getByText("We know you, 12345")).toBeVisible();

  await open(`/bots/${bot}?tab=remote`);
  await page.getByRole("button", { name: "A new address for Checker" }).click();
  await page.getByLabel("The old address goes on working").selectOption({ label: "not at all" });
  await page.getByRole("button", { name: "Give it a new address" }).click();
  await expect(address).not.toHaveValue(/55833627/);
  expect(await call(`chatId=${chat}`)).toBe(404);

  await page.setViewportSize({ width: 390, height: 844 });
  await open(`/bots/${bot}?tab=remote`);
  await expect(calls.getByText("Applied")).toBeVisible();
  await inspect(page, "remote-phone");
});
