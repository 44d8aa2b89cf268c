import { describe, expect, it } from "vitest";
import { called, found, score } from "./fuzzy";
import type { Reply } from "./types";

const reply = (shortcut: string, name: string, text = "") => ({ shortcut, name, text }) as Reply;

describe("replies", () => {
  const all = [
    reply("hello", "Greeting"),
    reply("ship", "Shipping times", "We send parcels"),
    reply("hol", "Holidays"),
  ];

  it("are found by letters in order, shortcuts first", () => {
    expect(found(all, "hl").map((one) => one.shortcut)).toEqual(["hol", "hello"]);
    expect(found(all, "times").map((one) => one.shortcut)).toEqual(["ship"]);
    expect(found(all, "parc").map((one) => one.shortcut)).toEqual(["ship"]);
    expect(found(all, "xyz")).toEqual([]);
    expect(found(all, "")).toHaveLength(3);
  });

  it("rank a beginning over a middle over scattered letters", () => {
    expect(score("he", "hello")).toBeGreaterThan(score("he", "the"));
    expect(score("he", "the")).toBeGreaterThan(score("he", "hxe"));
    expect(score("he", "eh")).toBe(0);
  });
});

describe("what is called", () => {
  it("begins a word and ends at the caret", () => {
    expect(called("/sh", 3, "/:")).toEqual({ sign: "/", word: "sh", from: 0 });
    expect(called("ok :th now", 6, "/:")).toEqual({ sign: ":", word: "th", from: 3 });
    expect(called("http://x", 8, "/:")).toBeNull();
    expect(called("/a b", 4, "/:")).toBeNull();
    expect(called("12:30", 5, "/:")).toBeNull();
    expect(called("hi", 2, "/:")).toBeNull();
  });
});
