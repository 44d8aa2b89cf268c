import { describe, expect, it } from "vitest";
import { lint } from "./lint";
import { type Flow, readFlow } from "./model";

const check = (steps: object[], more: object = {}) => {
  const flow = readFlow({ name: "F", steps, ...more }) as Flow;
  return lint(flow, new Set(["known"])).map((one) => `${one.step} ${one.kind}`);
};
const send = (id: string, message: object, more: object = {}) => ({
  id,
  step: "send",
  messages: [message],
  next: "end",
  ...more,
});
const END = { id: "end", step: "finish" };

describe("what is said of a flow at once", () => {
  it("nothing of a sound one", () => {
    expect(check([send("a", { text: "Hi {{dialog.known}}" }), END])).toEqual([]);
  });

  it.each([
    ["a deadEnd", [{ ...send("a", { text: "x" }), next: undefined }]],
    ["b unreachable", [send("a", { text: "x" }), { ...END, id: "b" }, END]],
    ["a noTarget", [send("a", { text: "x" }, { next: "gone" })]],
    ["a emptyMessage", [send("a", { text: " " }), END]],
    ["a tooLong", [send("a", { text: "x".repeat(4097) }), END]],
    [
      "a captionTooLong",
      [send("a", { text: "x".repeat(1025), files: [{ kind: "photo", source: "y" }] }), END],
    ],
    [
      "a tooManyButtons",
      [send("a", { text: "x", buttons: Array.from({ length: 101 }, () => [{ text: "b" }]) }), END],
    ],
    [
      "a longRow",
      [send("a", { text: "x", buttons: [Array.from({ length: 9 }, () => ({ text: "b" }))] }), END],
    ],
    ["a emptyButton", [send("a", { text: "x", buttons: [[{ text: "" }]] }), END]],
    ["a needsKeyboard", [send("a", { text: "x", buttons: [[{ text: "p", press: "share_phone" }]] }), END]],
    [
      "a mixedKeyboard",
      [send("a", { text: "x", keyboard: true, buttons: [[{ text: "p", press: { url: "u" } }]] }), END],
    ],
    [
      "a shares",
      [
        {
          id: "a",
          step: "split",
          ways: [
            { share: 50, next: "end" },
            { share: 40, next: "end" },
          ],
        },
        END,
      ],
    ],
    ["a unset", [send("a", { text: "{{dialog.other}}" }), END]],
    ["a noBranches", [{ id: "a", step: "branch", branches: [], next: "end" }, END]],
  ])("%s", (finding, steps) => {
    expect(check(steps)).toContain(finding);
  });

  it("two steps with one alias", () => {
    const found = check([
      send("a", { text: "x" }, { aliases: ["/Start"] }),
      send("b", { text: "x" }, { aliases: ["/start "] }),
      END,
    ]);
    expect(found).toEqual(["b aliasTwice"]);
  });

  it("formatting is no text, and reminders lead somewhere", () => {
    const push = {
      after_secs: 60,
      message: { text: "?", buttons: [[{ text: "b", press: { go_to: "p" } }]] },
    };
    const found = check([send("a", { text: `<b>${"x".repeat(4096)}</b>` }), send("p", { text: "x" }), END], {
      pushes: [push],
    });
    expect(found).toEqual([]);
  });

  it("says nothing of variables while those of other flows are unknown", () => {
    const flow = readFlow({ steps: [send("a", { text: "{{dialog.other}}" }), END] }) as Flow;
    expect(lint(flow, null)).toEqual([]);
  });
});
