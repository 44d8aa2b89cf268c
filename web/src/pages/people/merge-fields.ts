import type { Field } from "@/api/types";
import type { Person } from "./queries";

/** A field as the merge asks about it: one value of several, or lists that are joined. */
export interface MergeField {
  /** As the server names it: `name`, `fields.city`. */
  path: string;
  label: string;
  /** Each record's value, as people read it; empty when it has none. */
  values: { record: string; text: string }[];
  /** Joined: everything that any of them holds. */
  joined?: string[];
}

const LISTS = new Set(["phone", "email", "multiselect"]);

export function plain(value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (typeof value === "object") {
    const held = value as Record<string, unknown>;
    if (typeof held.minor === "number") return `${(held.minor / 100).toFixed(2)} ${plain(held.currency)}`;
    return plain(held.name ?? held.id);
  }
  return String(value);
}

function union(lists: string[][]): string[] {
  const seen = new Set<string>();
  return lists.flat().filter((item) => {
    const folded = item.trim().toLowerCase();
    if (folded === "" || seen.has(folded)) return false;
    seen.add(folded);
    return true;
  });
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

interface Naming {
  core: Record<
    "name" | "first_name" | "last_name" | "responsible" | "timezone" | "phones" | "emails" | "tags",
    string
  >;
  user: (id: string) => string;
}

/** What of these records has to be chosen, and what is joined; fields that all of them leave empty are left out. */
export function mergeFields(people: Person[], fields: Field[], naming: Naming): MergeField[] {
  const single = (path: string, label: string, read: (person: Person) => unknown): MergeField => ({
    path,
    label,
    values: people.map((person) => ({ record: person.id, text: plain(read(person)) })),
  });
  const list = (path: string, label: string, read: (person: Person) => unknown): MergeField => ({
    ...single(path, label, read),
    joined: union(people.map((person) => texts(read(person)))),
  });
  const contact = <Key extends "first_name" | "last_name" | "timezone">(key: Key) =>
    single(key, naming.core[key], (person) =>
      key in person ? (person as unknown as Record<Key, unknown>)[key] : "",
    );
  const all = [
    single("name", naming.core.name, (person) => person.name),
    contact("first_name"),
    contact("last_name"),
    list("phones", naming.core.phones, (person) => person.phones),
    list("emails", naming.core.emails, (person) => person.emails),
    single("responsible", naming.core.responsible, (person) =>
      person.responsible_id ? naming.user(person.responsible_id) : "",
    ),
    contact("timezone"),
    list("tags", naming.core.tags, (person) => person.tags),
    ...fields
      .filter((field) => field.type !== "formula")
      .map((field) => {
        const read = (person: Person) => person.fields[field.key];
        const make = LISTS.has(field.type) ? list : single;
        return make(`fields.${field.key}`, field.name, read);
      }),
  ];
  return all.filter((field) =>
    field.joined ? field.joined.length > 0 : field.values.some((one) => one.text),
  );
}

/** The record whose value a field gets unless somebody chooses: the one that stays, else the first that has any. */
export function standing(field: MergeField, stays: string): string | undefined {
  const own = field.values.find((one) => one.record === stays && one.text);
  return (own ?? field.values.find((one) => one.text))?.record;
}

/** Whether there is anything to choose. */
export function differs(field: MergeField): boolean {
  return !field.joined && new Set(field.values.filter((one) => one.text).map((one) => one.text)).size > 1;
}
