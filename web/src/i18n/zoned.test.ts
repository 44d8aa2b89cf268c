import { describe, expect, it } from "vitest";
import { fromLocalInput, toLocalInput } from "./zoned";

describe("wall clocks of a zone", () => {
  it.each([
    ["2026-11-22T10:00", "Europe/Moscow", "2026-11-22T07:00:00Z"],
    ["2026-07-01T10:00", "Europe/Kyiv", "2026-07-01T07:00:00Z"],
    ["2026-01-01T10:00", "Europe/Kyiv", "2026-01-01T08:00:00Z"],
    ["2026-01-01T00:30", "America/New_York", "2026-01-01T05:30:00Z"],
    ["2026-03-29T04:30", "Europe/Kyiv", "2026-03-29T01:30:00Z"],
  ])("%s in %s is %s", (text, zone, utc) => {
    const at = fromLocalInput(text, zone);
    expect(at).toBe(Date.parse(utc) * 1000);
    expect(toLocalInput(at ?? 0, zone)).toBe(text);
  });

  it("refuses what is no date", () => {
    expect(fromLocalInput("tomorrow", "UTC")).toBeNull();
  });
});
