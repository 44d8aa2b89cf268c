import { describe, expect, it } from "vitest";
import type { Field } from "@/api/types";
import { differs, mergeFields, plain, standing } from "./merge-fields";
import type { Person } from "./queries";

const core = {
  name: "Name",
  first_name: "First",
  last_name: "Last",
  responsible: "Responsible",
  timezone: "Zone",
  phones: "Phones",
  emails: "E-mails",
  tags: "Tags",
};
const person = (id: string, more: object) =>
  ({
    id,
    name: id,
    phones: [],
    emails: [],
    tags: [],
    fields: {},
    responsible_id: null,
    ...more,
  }) as unknown as Person;

describe("what a merge asks", () => {
  const people = [
    person("a", { phones: ["+1"], tags: ["VIP"], fields: { city: "Kyiv", goods: ["tea"] } }),
    person("b", {
      phones: ["+1", "+2"],
      tags: ["vip", "shop"],
      first_name: "B",
      fields: { goods: ["cups"] },
    }),
  ];
  const fields = [
    { id: "1", record: "contact", key: "city", name: "City", type: "text" },
    { id: "2", record: "contact", key: "goods", name: "Goods", type: "multiselect", options: [] },
    { id: "3", record: "contact", key: "empty", name: "Empty", type: "text" },
  ] as Field[];
  const asked = mergeFields(people, fields, { core, user: (id) => id });

  it("joins lists and leaves out what nobody has", () => {
    const joined = Object.fromEntries(
      asked.flatMap((field) => (field.joined ? [[field.path, field.joined]] : [])),
    );
    expect(joined).toEqual({ phones: ["+1", "+2"], tags: ["VIP", "shop"], "fields.goods": ["tea", "cups"] });
    expect(asked.map((field) => field.path)).not.toContain("fields.empty");
  });

  it("asks only where values differ, and stands on the record that stays", () => {
    expect(asked.filter(differs).map((field) => field.path)).toEqual(["name"]);
    const first = asked.find((field) => field.path === "first_name");
    expect(first && standing(first, "a")).toBe("b");
    const name = asked.find((field) => field.path === "name");
    expect(name && standing(name, "b")).toBe("b");
  });

  it("shows values as people read them", () => {
    expect(plain({ minor: 1250, currency: "UAH" })).toBe("12.50 UAH");
    expect(plain(["a", "b"])).toBe("a, b");
    expect(plain(null)).toBe("");
  });
});
