import { expect, test } from "vitest";
import { bornAt } from "./born-at";

test("an id tells when it was born, to the millisecond", () => {
  expect(bornAt("0000000000000")).toBe(1_577_836_800_000_000);
  // One millisecond is 2^21: the letters count five bits each.
  expect(bornAt("0000000020000")).toBe(1_577_836_800_001_000);
  expect(bornAt("not an id")).toBeNull();
  expect(bornAt("000000000000u")).toBeNull();
});
