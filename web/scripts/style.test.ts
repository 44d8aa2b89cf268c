import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = new URL("../src", import.meta.url).pathname;
/** Lengths, curves and colours have names in `index.css`: what goes past them escapes a theme or a person's stillness. */
const PAST: [RegExp, string][] = [
  [/\bduration-(?:\d|\[(?!var))/, "a length of motion that is no token"],
  [/\bease-\[(?!var)/, "a curve of motion that is no token"],
  [/\banimate-\[/, "a movement that is no token"],
  [
    /\b(?:bg|text|border|fill|stroke)-(?:black|white|(?:red|green|blue|gray|slate|zinc|amber|yellow)-\d)/,
    "a colour that is no token",
  ],
  [/\b(?:bg|text|border)-\[#/, "a colour that is no token"],
];

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".tsx"))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe("styles", () => {
  it("name colours and motion by their tokens", () => {
    const found = files(SRC).flatMap((path) =>
      readFileSync(path, "utf8")
        .split("\n")
        .flatMap((line, at) =>
          PAST.filter(([pattern]) => pattern.test(line)).map(([, what]) => `${path}:${at + 1} ${what}`),
        ),
    );
    expect(found).toEqual([]);
  });
});
