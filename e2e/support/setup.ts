import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeAccount } from "./account.ts";
import { startServer } from "./server.ts";

export const STATE = join(import.meta.dirname, "../test-results/state.json");

/** Starts one server for all specs and fills its account. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startServer();
  try {
    const { caller, made } = await makeAccount(server.url);
    const [name = "", value = ""] = caller.cookie.split("=");
    mkdirSync(join(STATE, ".."), { recursive: true });
    writeFileSync(STATE, JSON.stringify({ url: server.url, cookie: { name, value }, made }));
  } catch (fault) {
    await server.stop();
    throw fault;
  }
  return server.stop;
}
