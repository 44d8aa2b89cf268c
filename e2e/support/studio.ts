import { join } from "node:path";
import { test as base, type BrowserContext, expect, type Page } from "@playwright/test";
import axe from "axe-core";
import { Caller, type Made, makeAccount } from "./account.ts";
import { startServer } from "./server.ts";

interface State {
  url: string;
  cookie: { name: string; value: string };
  made: Made;
}

interface Fixtures {
  made: Made;
  caller: Caller;
  /** Opens a page of the studio as its owner and waits until it stands. */
  open: (path: string) => Promise<void>;
  faults: string[];
}

/** What the page complains of in its console, besides answers the spec provokes itself. */
function listen(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) faults.push(message.text());
  });
  return faults;
}

export async function signIn(context: BrowserContext, state: State): Promise<void> {
  await context.addCookies([{ ...state.cookie, url: state.url, httpOnly: true, sameSite: "Lax" }]);
}

/** One server and one account, filled through the API, for all specs of a worker. */
async function serveShop(use: (state: State) => Promise<void>): Promise<void> {
  const server = await startServer();
  try {
    const { caller, made } = await makeAccount(server.url);
    const [name = "", value = ""] = caller.cookie.split("=");
    await use({ url: server.url, cookie: { name, value }, made });
  } finally {
    await server.stop();
  }
}

export const test = base.extend<Fixtures, { state: State }>({
  // A failure ends the worker, so a second try finds a fresh account and not what the first one left.
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the names of fixtures from the pattern
  state: [async ({}, use) => serveShop(use), { scope: "worker" }],
  made: async ({ state }, use) => use(state.made),
  caller: async ({ state }, use) => {
    const caller = new Caller(state.url);
    caller.cookie = `${state.cookie.name}=${state.cookie.value}`;
    await use(caller);
  },
  faults: [
    async ({ page }, use) => {
      const faults = listen(page);
      await use(faults);
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ page, context, state }, use) => {
    await signIn(context, state);
    await use(async (path) => {
      await page.goto(state.url + path);
      await expect(page.locator("h1").first()).toBeVisible();
    });
  },
});

const SIZES = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** What axe finds wrong, in a form that says where. The editor's list of completions is moved through from the text. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const run = (window as unknown as { axe: typeof axe }).axe;
    const { violations: found } = await run.run({ exclude: [".cm-tooltip-autocomplete"] }, { resultTypes: ["violations"] });
    return found.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.failureSummary?.split("\n")[1] ?? ""}`));
  });
}

/** The page must be clean for axe, in both themes and at both widths, must not scroll sideways, and is pictured. */
export async function inspect(page: Page, name: string): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      await page.waitForTimeout(120);
      // Dark and narrow at once holds nothing that the three others do not.
      if (theme === "light" || size === "wide") expect(await violations(page), `${name}, ${theme}, ${size}`).toEqual([]);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(sideways, `${name} scrolls sideways, ${size}`).toBeLessThanOrEqual(0);
      await page.screenshot({ path: join(import.meta.dirname, `../screenshots/${name}-${theme}-${size}.png`) });
    }
  }
  await page.setViewportSize(SIZES.wide);
}

export { expect };
