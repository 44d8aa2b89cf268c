import { describe, expect, it } from "vitest";
import { merged, placed } from "./days";
import type { Message } from "./types";

const message = (id: string, minutes: number, author = "contact", user?: string) =>
  ({ id, at: minutes * 60_000_000, author, user }) as Message;
const day = (at: number) => String(Math.floor(at / 86_400_000_000));

describe("messages", () => {
  it("are grouped by author, user, time and day", () => {
    const list = [
      message("a", 1),
      message("b", 2),
      message("c", 3, "operator", "u1"),
      message("d", 4, "operator", "u2"),
      message("e", 30, "operator", "u2"),
      message("f", 24 * 60 + 1, "operator", "u2"),
    ];
    expect(placed(list, day).map((one) => [one.day, one.joined])).toEqual([
      [true, false],
      [false, true],
      [false, false],
      [false, false],
      [false, false],
      [true, false],
    ]);
  });

  it("stand once, in order, the newest version of each", () => {
    const pages = [
      [message("b", 2), message("c", 3)],
      [message("a", 1), message("b", 2, "operator")],
    ];
    expect(merged(pages).map((one) => [one.id, one.author])).toEqual([
      ["a", "contact"],
      ["b", "operator"],
      ["c", "contact"],
    ]);
  });
});
