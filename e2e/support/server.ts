import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const BINARY = resolve(import.meta.dirname, process.env.SIGNALBOX_BIN ?? "../../target/release/signalbox");

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? done(address.port) : fail(new Error("no free port"))));
    });
  });
}

export interface Running {
  url: string;
  stop: () => Promise<void>;
}

async function ready(url: string, child: ChildProcess, log: () => string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${log()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`the server is not ready after 10 s:\n${log()}`);
}

/** Starts the product on a free port with an empty data folder of its own. */
export async function startServer(flags: string[] = []): Promise<Running> {
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), "signalbox-e2e-"));
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(BINARY, ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, ...flags], { stdio: "pipe" });
  let log = "";
  child.stdout.on("data", (chunk) => (log += chunk));
  child.stderr.on("data", (chunk) => (log += chunk));
  const stop = async () => {
    const ended = new Promise((done) => child.once("exit", done));
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await ended;
    }
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await ready(url, child, () => log);
  } catch (fault) {
    await stop();
    throw fault;
  }
  return { url, stop };
}
