import { expect, test } from "vitest";
import { clockIn } from "./local-time";

test("the clock is that of the zone, and none where the zone is unknown", () => {
  const noon = Date.UTC(2026, 6, 1, 12, 0) * 1000;
  expect(clockIn("Europe/Kyiv", noon)).toBe("15:00");
  expect(clockIn("Asia/Kolkata", noon)).toBe("17:30");
  expect(clockIn("Moon/Base", noon)).toBeNull();
});
