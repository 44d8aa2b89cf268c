import { describe, expect, it } from "vitest";
import { asDate, dayText, fromDate, monthOf, parseDay, plusDays, todayIn } from "./day";

const TODAY = "2026-02-28";

describe("days as people type them", () => {
  it.each([
    ["24.12.2026", "2026-12-24"],
    ["24.12.26", "2026-12-24"],
    ["4.3", "2026-03-04"],
    ["4.03.", "2026-03-04"],
    ["24/12/2026", "2026-12-24"],
    ["2026-12-24", "2026-12-24"],
    ["29.02.2028", "2028-02-29"],
    ["today", TODAY],
    ["Завтра", "2026-03-01"],
    ["вчора", "2026-02-27"],
    ["+7", "2026-03-07"],
    ["-28", "2026-01-31"],
  ])("%s is %s", (text, day) => {
    expect(parseDay(text, TODAY)).toBe(day);
  });
  it.each([
    "",
    "31.02.2026",
    "29.02.2026",
    "12.24.2026",
    "soon",
    "1.1.1",
    "0.1.2026",
    "24-12-2026",
    "1.1.2500",
  ])("%s is none", (text) => {
    expect(parseDay(text, TODAY)).toBeNull();
  });
});

describe("days", () => {
  it("are shown as they are typed", () => {
    expect(parseDay(dayText("2026-12-04"), TODAY)).toBe("2026-12-04");
  });
  it("move over the ends of months and years", () => {
    expect(plusDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(plusDays("2028-03-01", -1)).toBe("2028-02-29");
    expect(monthOf("2028-02-10")).toEqual({ from: "2028-02-01", to: "2028-02-29" });
  });
  it("go through the calendar unchanged", () => {
    for (const day of ["2026-03-29", "2026-10-25", "2026-01-01"]) expect(fromDate(asDate(day))).toBe(day);
  });
  it("begin at the zone's midnight", () => {
    const at = Date.parse("2026-11-22T22:30:00Z");
    expect(todayIn("Europe/Kyiv", at)).toBe("2026-11-23");
    expect(todayIn("America/New_York", at)).toBe("2026-11-22");
  });
});
