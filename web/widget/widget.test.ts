import { describe, expect, it } from "vitest";
import { Refused } from "./api";
import { Keep } from "./keep";
import { Outbox } from "./outbox";
import { bright } from "./shown";
import { type Event, reader } from "./stream";
import { fits } from "./view/composer";
import type { Message, Outgoing } from "./wire";
import { language, say, words } from "./words";

describe("events", () => {
  const stream =
    "event: ready\nid: 1-0\ndata: {}\n\n: still here\r\n\r\nid: 1-1\ndata: a\ndata: b\n\nevent: x\n\n";

  it("are read alike however the text breaks", () => {
    const expected = [
      { name: "ready", id: "1-0", data: "{}" },
      { name: "message", id: "1-1", data: "a\nb" },
    ];
    for (const size of [1, 2, 3, 7, stream.length]) {
      const told: Event[] = [];
      const read = reader((event) => told.push(event));
      for (let at = 0; at < stream.length; at += size) read(stream.slice(at, at + size));
      expect(told).toEqual(expected);
    }
  });
});

describe("the outbox", () => {
  const taken = (message: Outgoing): Message => ({
    id: `s${message.id}`,
    client_id: message.id,
    mine: true,
    at: 0,
  });

  function box(answers: (Refused | undefined)[]) {
    const keep = new Keep(`test${Math.random()}`);
    const sent: string[] = [];
    const asked: string[] = [];
    let renewed = 0;
    const outbox = new Outbox(keep, {
      send: async (message) => {
        asked.push(message.id);
        const answer = answers.shift();
        if (answer) throw answer;
        return taken(message);
      },
      sent: (item) => sent.push(item.id),
      changed: () => undefined,
      renew: async () => {
        renewed += 1;
      },
    });
    return { outbox, sent, asked, renewed: () => renewed };
  }

  it("sends in order and forgets what the server has", async () => {
    const { outbox, sent } = box([]);
    outbox.add({ id: "a", text: "one" });
    outbox.add({ id: "b", text: "two" });
    await outbox.flush();
    await Promise.resolve();
    while (outbox.items.length > 0) await new Promise((done) => setTimeout(done));
    expect(sent).toEqual(["a", "b"]);
  });

  it("keeps what could not be sent and holds back what follows", async () => {
    const { outbox, asked } = box([new Refused(0, "")]);
    outbox.add({ id: "a" });
    await new Promise((done) => setTimeout(done));
    expect(outbox.items.map((item) => item.id)).toEqual(["a"]);
    outbox.add({ id: "b" });
    while (outbox.items.length > 0) await new Promise((done) => setTimeout(done));
    expect(asked).toEqual(["a", "a", "b"]);
  });

  it("lets a refused message wait for a person and goes on with the rest", async () => {
    const { outbox, sent } = box([new Refused(422, "too long")]);
    outbox.add({ id: "a" });
    outbox.add({ id: "b" });
    while (outbox.items.length > 1) await new Promise((done) => setTimeout(done));
    expect(sent).toEqual(["b"]);
    expect(outbox.items).toMatchObject([{ id: "a", refused: "too long" }]);
    outbox.retry("a");
    while (outbox.items.length > 0) await new Promise((done) => setTimeout(done));
    expect(sent).toEqual(["b", "a"]);
  });

  it("gets a new token once when the old one is no good", async () => {
    const { outbox, sent, renewed } = box([new Refused(401, "expired")]);
    outbox.add({ id: "a" });
    while (outbox.items.length > 0) await new Promise((done) => setTimeout(done));
    expect([sent, renewed()]).toEqual([["a"], 1]);
  });
});

describe("words", () => {
  it("are chosen by the first language there is", () => {
    expect(language(["", "de-AT", "uk-UA", "ru"])).toBe("uk");
    expect(language(["de"])).toBe("en");
    expect(say(words("ru").openUnread, { n: 3 })).toBe("Открыть чат, новых сообщений: 3");
  });
});

it("file types are families or names", () => {
  expect([
    fits("image/png", "image/*"),
    fits("imagex/png", "image/*"),
    fits("text/plain", "text/plain"),
  ]).toEqual([true, false, true]);
});

it("letters on an accent are dark where it is bright", () => {
  expect(["#2b50d6", "#ffffff", "#ffcc00", "#000000"].map(bright)).toEqual([false, true, true, false]);
});
