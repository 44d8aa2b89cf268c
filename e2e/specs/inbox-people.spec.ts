import type { Page } from "@playwright/test";
import type { Caller } from "../support/account.ts";
import { visitors } from "../support/visitors.ts";
import { expect, inspect, test } from "../support/studio.ts";

async function desk(caller: Caller, url: string, name: string) {
  const bot = await caller.call<{ id: string }>("POST", "/bots", { settings: { name } });
  return { bot: bot.id, talk: await visitors(caller, url, bot.id) };
}

interface Row {
  id: string;
  contact: { id: string } | null;
}

const listed = async (caller: Caller, bot: string) =>
  (await caller.call<{ items: Row[] }>("GET", `/dialogs?view=every&bot=${bot}`)).items;
const thread = (page: Page) => page.getByRole("region", { name: "Conversation" });
const card = (page: Page) => page.getByRole("complementary", { name: "Client" });

test("what one said is rewritten where it stands, shows what it was, and is taken back", async ({ page, open, caller, state }) => {
  const { bot, talk } = await desk(caller, state.url, "Bot of the edits");
  await talk("one", "Where is my tea?");
  const [row] = await listed(caller, bot);
  const said = await caller.call<{ id: string }>("POST", `/dialogs/${row?.id}/messages`, { text: { text: "It is on its wey" } });
  const states = async () => {
    const { items } = await caller.call<{ items: { id: string; state: string }[] }>("GET", `/dialogs/${row?.id}/messages`);
    return items.find((one) => one.id === said.id)?.state;
  };
  await expect.poll(states).toBe("confirmed");
  await open(`/inbox?view=every&bot=${bot}&dialog=${row?.id}`);
  await expect(thread(page).getByText("It is on its wey")).toBeVisible();

  // The arrow up in an empty answer takes the last one of one's own.
  await thread(page).getByRole("textbox", { name: "Answer" }).focus();
  await page.keyboard.press("ArrowUp");
  const field = thread(page).getByRole("textbox", { name: "New wording" });
  await expect(field).toHaveValue("It is on its wey");
  await inspect(page, "inbox-rewrite");
  await field.fill("It is on its way");
  await page.keyboard.press("Enter");
  await expect(thread(page).getByText("It is on its way")).toBeVisible();
  await thread(page).getByRole("button", { name: "edited" }).click();
  await expect(thread(page).getByRole("list", { name: "What it said before" })).toContainText("It is on its wey");
  await inspect(page, "inbox-edited");

  await thread(page).getByText("It is on its way").hover();
  await thread(page).getByRole("button", { name: "What to do with this message" }).click();
  await page.getByRole("menuitem", { name: "Take back" }).click();
  await page.getByRole("dialog", { name: "Take the message back?" }).getByRole("button", { name: "Take back" }).click();
  await expect(thread(page).getByText("taken back")).toBeVisible();
  await expect(thread(page).getByRole("button", { name: "What to do with this message" })).toHaveCount(0);
});

test("the card shows how the person came and what time it is there, and joins them with another contact", async ({ page, open, caller, state }) => {
  const { bot, talk } = await desk(caller, state.url, "Bot of the joins");
  await talk("one", "It is me again");
  const [row] = await listed(caller, bot);
  const known = await caller.call<{ id: string }>("POST", "/contacts", {
    name: "Solomiia of the joins",
    phones: ["+380671110011"],
    timezone: "Pacific/Auckland",
  });
  await open(`/inbox?view=every&bot=${bot}&dialog=${row?.id}`);
  const same = page.getByRole("dialog", { name: "The same person as…" });
  const ask = async () => {
    await card(page).getByRole("button", { name: "Who this person is" }).click();
    await page.getByRole("menuitem", { name: "The same person as…" }).click();
    await same.getByRole("textbox").fill("Solomiia");
    await same.getByRole("button", { name: /Solomiia of the joins/ }).click();
  };
  await ask();
  // On a phone the card is a page of its own, and its questions go with it.
  await inspect(page, "inbox-join");
  await ask();
  await same.getByRole("button", { name: "Show what is joined" }).click();
  const merging = page.getByRole("dialog");
  await expect(merging.getByText("+380671110011")).toBeVisible();
  await merging.getByRole("button", { name: "Merge" }).click();
  await expect(card(page).getByRole("textbox", { name: "Name" })).toHaveValue("Solomiia of the joins");
  await expect(thread(page).getByText(/\d\d:\d\d there/)).toBeVisible();
  expect((await listed(caller, bot))[0]?.contact?.id).toBe(known.id);
  await inspect(page, "inbox-joined");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await listed(caller, bot))[0]?.contact?.id).toBe(row?.contact?.id);
  await expect(card(page).getByRole("textbox", { name: "Name" })).not.toHaveValue("Solomiia of the joins");

  // A person is parted from a contact they are not, and it is put back at once.
  await card(page).getByRole("button", { name: "Who this person is" }).click();
  await page.getByRole("menuitem", { name: "Not this contact" }).click();
  await expect(card(page).getByRole("heading", { name: "No contact" })).toBeVisible();
  const told = page.getByRole("listitem").filter({ hasText: "No longer this contact" });
  await told.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await listed(caller, bot))[0]?.contact?.id).toBe(row?.contact?.id);
});

test("the card shows by which campaign the person came, and what partners reported", async ({ page, open, caller, state }) => {
  const bot = await caller.call<{ id: string }>("POST", "/bots", { settings: { name: "Bot of the clicks" } });
  const { token } = await caller.call<{ token: string }>("POST", `/bots/${bot.id}/channels`, {
    settings: { kind: "web_chat", origins: [] },
  });
  const entry = { to: "page", url: "https://shop.example/?click={{tracker.clickid}}" };
  const campaign = await caller.call<{ url: string }>("POST", "/campaigns", { settings: { name: "Spring tea", entry } });
  const came = await fetch(`${campaign.url}?utm_source=partner`, { redirect: "manual" });
  const click = new URL(came.headers.get("location") ?? "").searchParams.get("click");
  const post = async <T>(path: string, body: unknown, visitor?: string): Promise<T> => {
    const headers = { "content-type": "application/json", ...(visitor ? { authorization: `Bearer ${visitor}` } : {}) };
    const answer = await fetch(`${state.url}/chat/${token}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return (await answer.json()) as T;
  };
  const { visitor } = await post<{ visitor: string }>("/session", {});
  await post("/messages", { id: "a1", text: "I saw the tea", click }, visitor);
  const [row] = await listed(caller, bot.id);
  await open(`/inbox?view=every&bot=${bot.id}&dialog=${row?.id}`);
  await expect(card(page).getByText("Spring tea")).toBeVisible();
  await expect(card(page).getByText(click ?? "no click")).toBeVisible();
  await expect(card(page).getByText("partner")).toBeVisible();
  await card(page).getByText("Spring tea").scrollIntoViewIfNeeded();
  await inspect(page, "inbox-came");
});

test("chosen dialogs are moved to a step and a scenario runs for them", async ({ page, open, caller, state }) => {
  const { bot, talk } = await desk(caller, state.url, "Bot of the moves");
  const steps = [
    { id: "hello", step: "ask", message: { text: "Which tea?" }, variable: "tea" },
    { id: "offer", step: "send", messages: [{ text: "Ten percent off today" }], wait: true },
  ];
  const flow = await caller.call<{ id: string; draft: { revision: string } }>("POST", `/bots/${bot}/flows`, {
    key: "moves",
    flow: { name: "Moves", steps },
  });
  await caller.call("POST", `/bots/${bot}/flows/${flow.id}/publish`, { revision: flow.draft.revision });
  const name = `Call back ${Date.now().toString(36)}`;
  const scenario = await caller.call<{ id: string }>("POST", "/scenarios", {
    scenario: {
      name,
      start: { on: "manual" },
      blocks: [{ do: [{ action: "change_tags", add: "called-back" }] }],
    },
  });
  await caller.call("POST", `/scenarios/${scenario.id}/on`, {});
  for (const who of ["one", "two"]) await talk(who, `move me ${who}`);
  await open(`/inbox?view=every&bot=${bot}`);
  const choose = async () => {
    await page.getByRole("checkbox", { name: /Choose/ }).first().check({ force: true });
    await page.getByRole("button", { name: "All shown" }).click();
    await page.getByRole("toolbar", { name: "Work on the chosen dialogs" }).getByRole("button", { name: "More actions" }).click();
  };
  await choose();
  await page.getByRole("menuitem", { name: "Move to a step" }).click();
  const form = page.getByRole("dialog", { name: "Move to a step" });
  if (await form.getByLabel("Bot").isVisible()) await form.getByLabel("Bot").selectOption({ label: "Bot of the moves" });
  await form.getByLabel("Flow").selectOption({ label: "Moves" });
  await form.getByLabel("Step").selectOption("offer");
  await inspect(page, "inbox-move-many");
  await form.getByRole("button", { name: "Move" }).click();
  await expect(page.getByText("Done in 2 dialogs")).toBeVisible();
  await expect.poll(async () => (await listed(caller, bot)).map((one) => JSON.stringify(one)).filter((text) => text.includes('"offer"')).length).toBe(2);

  await choose();
  await page.getByRole("menuitem", { name: "Run a scenario" }).click();
  const run = page.getByRole("dialog", { name: "Run a scenario" });
  await run.getByRole("combobox").selectOption({ label: name });
  await run.getByRole("button", { name: "Run" }).click();
  await expect.poll(async () => {
    const { items } = await caller.call<{ items: unknown[] }>("GET", `/dialogs?view=every&bot=${bot}&tag=called-back`);
    return items.length;
  }).toBe(2);
});

test("a button outside the page takes a dialog over, and leads to it", async ({ page, open, caller, context, state }) => {
  const { bot, talk } = await desk(caller, state.url, "Bot of the bell");
  await talk("one", "Is anybody there?");
  const [row] = await listed(caller, bot);
  await context.grantPermissions(["notifications"], { origin: state.url });
  await open("/");
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  // Nobody can press what the system shows: the press itself is made up.
  await worker.evaluate(`(async (dialog) => {
    await registration.showNotification("Somebody waits", { tag: "dialog-" + dialog, data: { dialog } });
    const [notification] = await registration.getNotifications({ tag: "dialog-" + dialog });
    dispatchEvent(new NotificationEvent("notificationclick", { notification, action: "take" }));
  })(${JSON.stringify(row?.id)})`);
  await expect
    .poll(async () => (await caller.call<{ holder: { kind: string } }>("GET", `/dialogs/${row?.id}`)).holder.kind)
    .toBe("operator");
  await expect(thread(page).getByText("Is anybody there?")).toBeVisible();
});

test("an operator is given only their own clients", async ({ page, open, caller }) => {
  const bot = await caller.call<{ id: string }>("POST", "/bots", { settings: { name: "Bot of the shifts", kind: "operator" } });
  await open(`/bots/${bot.id}?tab=operators`);
  await page.getByRole("switch", { name: /Olena Kravchuk/ }).click();
  await page.getByRole("checkbox", { name: /Only own clients/ }).click();
  await expect.poll(async () => {
    const { items } = await caller.call<{ items: { own_clients_only: boolean }[] }>("GET", `/bots/${bot.id}/operators`);
    return items[0]?.own_clients_only;
  }).toBe(true);
  await inspect(page, "bot-operators");
});
