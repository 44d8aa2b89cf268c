import type { Caller } from "./account.ts";

/** People who write to a bot through a web chat of its own, each by a name that is theirs alone. */
export async function visitors(caller: Caller, url: string, bot: string) {
  const settings = { kind: "web_chat", origins: [] };
  const { token } = await caller.call<{ token: string }>("POST", `/bots/${bot}/channels`, { settings });
  const known = new Map<string, string>();
  let sent = 0;
  const post = async <T>(path: string, body: unknown, visitor?: string): Promise<T> => {
    const headers = { "content-type": "application/json", ...(visitor ? { authorization: `Bearer ${visitor}` } : {}) };
    const answer = await fetch(`${url}/chat/${token}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return async (name: string, text: string): Promise<void> => {
    const visitor = known.get(name) ?? (await post<{ visitor: string }>("/session", {})).visitor;
    known.set(name, visitor);
    sent += 1;
    await post("/messages", { id: `m${sent}`, text }, visitor);
  };
}
