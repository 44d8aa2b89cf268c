import { House } from "lucide-react";
import { describe, expect, it } from "vitest";
import { choose, type Entry, fits, readAsked } from "./entry";

const entry = (id: string, room: Entry["room"], label: string, rest: Partial<Entry> = {}): Entry => ({
  id,
  room,
  label,
  icon: House,
  run: () => {},
  ...rest,
});

describe("what is typed into the palette", () => {
  it.each([
    ["anna", { text: "anna", rooms: null, kinds: null }],
    ["> theme", { text: "theme", rooms: ["commands"], kinds: null }],
    ["@anna", { text: "anna", rooms: ["records"], kinds: ["contact", "company"] }],
    ["#order 7", { text: "order 7", rooms: ["records"], kinds: ["lead"] }],
    ["/", { text: "", rooms: ["help"], kinds: null }],
  ])("%s", (typed, asked) => {
    expect(readAsked(typed)).toEqual(asked);
  });

  it("finds by the beginnings of words, in any order", () => {
    const found = entry("a", "commands", "New scenario", { words: ["create", "automation"] });
    for (const text of ["", "new", "scen", "scen new", "NEW SC", "auto", "cre sce"])
      expect(fits(found, text)).toBe(true);
    for (const text of ["cenario", "new lead", "x"]) expect(fits(found, text)).toBe(false);
    expect(fits(entry("b", "records", "Anna", { found: true }), "+38050")).toBe(true);
  });

  it("shows what was used lately first, and help only when asked for", () => {
    const all = [
      entry("home", "go", "Overview"),
      entry("leads", "go", "Leads"),
      entry("keys", "help", "Keyboard shortcuts"),
      entry("new", "commands", "New lead"),
    ];
    const ids = (typed: string, lately: string[]) =>
      choose(all, readAsked(typed), lately).map((one) => one.id);
    expect(ids("", ["new", "leads"])).toEqual(["new", "leads", "home"]);
    expect(ids("l", [])).toEqual(["leads", "new"]);
    expect(ids(">", [])).toEqual(["new"]);
    expect(ids("/key", [])).toEqual(["keys"]);
  });
});
