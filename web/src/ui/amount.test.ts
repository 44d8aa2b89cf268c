import { describe, expect, it } from "vitest";
import { amountText, parseAmount } from "./amount";

describe("amounts as people type them", () => {
  it.each([
    ["0", 0],
    ["250", 25_000],
    ["1290.5", 129_050],
    ["1 290,50", 129_050],
    ["1\u00a0290,50", 129_050],
    ["1,290.50", 129_050],
    ["1.290,50", 129_050],
    ["1,290", 129_000],
    ["1.290.000", 129_000_000],
    ["12'500", 1_250_000],
    ["-40", -4000],
    [",5", 50],
    ["7.", 700],
  ])("%s is %d hundredths", (text, minor) => {
    expect(parseAmount(text)).toBe(minor);
  });
  it.each(["", "ten", "1.2.3", "12,3456", "--4", "1e5", "9".repeat(20)])("%s is no amount", (text) => {
    expect(parseAmount(text)).toBeNull();
  });
  it("comes back as it went in", () => {
    for (const minor of [0, 5, 100, 129_050, -4001]) {
      expect(parseAmount(amountText(minor, ","))).toBe(minor);
      expect(parseAmount(amountText(minor, "."))).toBe(minor);
    }
  });
});
