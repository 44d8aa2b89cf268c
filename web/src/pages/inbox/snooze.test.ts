import { expect, it } from "vitest";
import { until } from "./snooze";

const at = (text: string) => Date.parse(text) * 1000;

it("puts off to moments of the workspace's clock", () => {
  // A Wednesday, 15:00 in Kyiv.
  const now = at("2026-07-15T12:00:00Z");
  const zone = "Europe/Kyiv";
  expect(until("hour", now, zone)).toBe(at("2026-07-15T13:00:00Z"));
  expect(until("evening", now, zone)).toBe(at("2026-07-15T15:00:00Z"));
  expect(until("evening", at("2026-07-15T16:00:00Z"), zone)).toBeNull();
  expect(until("tomorrow", now, zone)).toBe(at("2026-07-16T06:00:00Z"));
  expect(until("monday", now, zone)).toBe(at("2026-07-20T06:00:00Z"));
  // On a Monday the next one is meant.
  expect(until("monday", at("2026-07-20T06:00:00Z"), zone)).toBe(at("2026-07-27T06:00:00Z"));
});
