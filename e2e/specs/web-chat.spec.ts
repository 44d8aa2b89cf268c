import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { expect, inspect, test } from "../support/studio.ts";

/** A plain page of somebody else's site. */
function site(script: () => string): Promise<{ url: string; stop: () => void }> {
  const server: Server = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
       <title>Shop</title></head><body><main><h1>Our shop</h1><a href="/two">Another page</a></main>${script()}</body></html>`,
    );
  });
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      done({ url: `http://127.0.0.1:${port}`, stop: () => server.close() });
    });
  });
}

const chat = (page: Page) => page.getByRole("dialog", { name: "Ask the shop" });
const field = (page: Page) => chat(page).getByRole("textbox", { name: "Write a message…" });

test("a visitor's page and the inbox talk with each other", async ({ page, open, caller, state, context }) => {
  let token = "";
  const shop = await site(() => `<script async src="${state.url}/widget.js" data-channel="${token}"></script>`);
  const bot = await caller.call<{ id: string }>("POST", "/bots", { settings: { name: "Shop of the web chat" } });
  const settings = { kind: "web_chat", title: "Ask the shop", greeting: "Hello! How can we help?", origins: [shop.url] };
  const channel = await caller.call<{ token: string }>("POST", `/bots/${bot.id}/channels`, { settings });
  token = channel.token;
  await caller.call("POST", "/replies", { shortcut: "stock", name: "In stock", text: "Yes, it is in stock.", shared: true });
  const visitor = await context.newPage();
  try {
    await visitor.goto(shop.url);
    await visitor.getByRole("button", { name: "Open the chat" }).click();
    await expect(chat(visitor).getByText("Hello! How can we help?")).toBeVisible();
    await field(visitor).fill("Is the green tea in stock?");
    await visitor.keyboard.press("Enter");
    await expect(chat(visitor).getByRole("log").getByText("Is the green tea in stock?")).toBeVisible();
    // What is written without a connection is kept over pages and sent once there is one.
    await visitor.route("**/chat/**", (route) => route.abort());
    await field(visitor).fill("And the black one?");
    await visitor.keyboard.press("Enter");
    await expect(chat(visitor).getByText("And the black one?")).toBeVisible();
    await visitor.unroute("**/chat/**");
    await visitor.goto(`${shop.url}/two`);
    await expect(chat(visitor).getByRole("log").getByText("And the black one?")).toBeVisible();

    await open("/inbox?view=all");
    await page.getByRole("link", { name: /And the black one/ }).click();
    const thread = page.getByRole("region", { name: "Conversation" });
    await expect(thread.getByText("Is the green tea in stock?")).toBeVisible();
    await inspect(page, "inbox");
    await page.keyboard.press("t");
    await expect(thread.getByText(/took over/)).toBeVisible();
    await page.keyboard.press("r");
    await page.keyboard.type(":sto");
    await expect(page.getByRole("option", { name: /In stock/ })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Answer", { exact: true })).toHaveValue("Yes, it is in stock.");
    await expect(chat(visitor).getByText("Support is writing…")).toBeAttached();
    await page.keyboard.press("Enter");
    await expect(thread.getByRole("button", { name: "Undo" })).toBeVisible();
    await expect(chat(visitor).getByRole("log").getByText("Yes, it is in stock.")).toBeVisible();
    await page.getByRole("button", { name: "Note", exact: true }).click();
    await page.keyboard.type("A regular of ours");
    await page.keyboard.press("Enter");
    await expect(thread.getByText("A regular of ours")).toBeVisible();
    await expect(chat(visitor).getByText("A regular of ours")).toHaveCount(0);
    await inspect(page, "inbox-held");
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await expect(thread.getByText("Status: Closed")).toBeVisible();
    // A page of another origin is refused.
    const foreign = await fetch(`${state.url}/chat/${token}/session`, {
      method: "POST",
      headers: { origin: "https://elsewhere.example", "content-type": "application/json" },
      body: "{}",
    });
    expect([foreign.status, foreign.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  } finally {
    await visitor.close();
    shop.stop();
  }
});
