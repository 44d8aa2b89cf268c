import type { Message } from "./types";

/** Messages of one author within so long stand close together, microseconds. */
const CLOSE = 5 * 60_000_000;

/** How a message stands to the one above it. */
export interface Placed {
  message: Message;
  /** The first of its day. */
  day: boolean;
  /** Said by the same as the one above, shortly after it. */
  joined: boolean;
}

/** Where days begin and who goes on speaking. `dayOf` names the day of a moment in the workspace's zone. */
export function placed(messages: Message[], dayOf: (at: number) => string): Placed[] {
  return messages.map((message, at) => {
    const before = messages[at - 1];
    const day = !before || dayOf(before.at) !== dayOf(message.at);
    const same = before?.author === message.author && before.user === message.user;
    return { message, day, joined: !day && same && message.at - before.at < CLOSE };
  });
}

/** Pages of messages as one list, each message once, oldest first. */
export function merged(pages: Message[][]): Message[] {
  const all = new Map(pages.flat().map((message) => [message.id, message]));
  return [...all.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}
