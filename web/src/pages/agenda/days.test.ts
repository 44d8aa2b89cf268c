import { describe, expect, it } from "vitest";
import { dayAt, daysLater, nextMonday, onDay, shown, startOf, step, weekOf } from "./days";

const kyiv = "Europe/Kyiv";
const at = (text: string) => Date.parse(text) * 1000;

describe("days of the agenda", () => {
  it("begin at midnight of the zone", () => {
    expect(startOf("2026-11-23", kyiv)).toBe(at("2026-11-22T22:00Z"));
    expect(dayAt(at("2026-11-22T22:30Z"), kyiv)).toBe("2026-11-23");
  });
  it("keep the time of day when the clocks change", () => {
    const before = at("2026-10-24T07:00Z");
    expect(daysLater(before, 1, kyiv)).toBe(at("2026-10-25T08:00Z"));
    expect(onDay(before, "2026-10-26", kyiv)).toBe(at("2026-10-26T08:00Z"));
  });
  it("make whole weeks of a month", () => {
    const days = shown("2026-11-23", "month");
    expect([days[0], days.at(-1), days.length]).toEqual(["2026-10-26", "2026-12-06", 42]);
    expect(shown("2021-02-10", "month")).toHaveLength(28);
    expect(shown("2026-11-25", "week")).toHaveLength(7);
    expect(shown("2026-11-25", "day")).toEqual(["2026-11-25"]);
  });
  it("step by what is shown", () => {
    expect(step("2026-01-31", "month", 1)).toBe("2026-02-01");
    expect(step("2026-11-23", "week", -1)).toBe("2026-11-16");
    expect(weekOf("2026-11-22")).toBe("2026-11-16");
    expect(nextMonday("2026-11-22")).toBe("2026-11-23");
  });
});
