import { expect, test } from "vitest";
import { toCsv } from "./data";

test("a report becomes a table that no program computes", () => {
  const format = String;
  const csv = toCsv({
    of: "Source",
    series: [
      { key: "leads", label: "Leads", format },
      { key: "won", label: "Won; all", format },
    ],
    rows: [
      { label: "=HYPERLINK(1)", values: { leads: 2, won: -1 } },
      { label: 'say "hi"', values: { leads: 3 } },
    ],
  });
  expect(csv).toBe('\u{feff}Source;Leads;"Won; all"\r\n\'=HYPERLINK(1);2;-1\r\n"say ""hi""";3;0\r\n');
});
