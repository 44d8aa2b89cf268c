import { defineConfig } from "@playwright/test";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The specs share one server and one account, made by `support/studio.ts`; each spec is one page of the studio. */
export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  workers: 1,
  // Two busy cores make a browser wait; a slow answer is no wrong one. A test that needed a second try is shown as flaky.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  retries: 2,
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Kyiv",
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS },
    trace: "retain-on-failure",
  },
});
