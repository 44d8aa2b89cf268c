import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { freePort } from "./server.ts";

const WEB = resolve(import.meta.dirname, "../../web");

/** Serves the book of components, which only the development build has. */
export async function startBook(): Promise<{ url: string; stop: () => void }> {
  const port = await freePort();
  const vite = ["node_modules/vite/bin/vite.js", "--host", "127.0.0.1", "--port", String(port), "--strictPort"];
  const child: ChildProcess = spawn(process.execPath, vite, { cwd: WEB, stdio: "ignore" });
  const url = `http://127.0.0.1:${port}/dev/components/`;
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`the development server ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return { url, stop: () => void child.kill("SIGTERM") };
    await new Promise((next) => setTimeout(next, 100));
  }
  child.kill("SIGTERM");
  throw new Error("the development server is not ready after 30 s");
}
