import { parseDocument } from "yaml";
import type { Completions, Modifier } from "@/api/types";
import { isMap } from "@/ui/is-map";
import { keyOptions, kindOptions, type Schema, schemaAt, valueOptions } from "./schema";
import { yamlContext } from "./yaml-context";

export interface Option {
  label: string;
  detail?: string;
  info?: string;
  /** The text that takes the place of what was typed; the label when absent. */
  insert?: string;
  kind: "key" | "value" | "variable" | "modifier";
  first?: boolean;
}
export interface Suggestions {
  from: number;
  options: Option[];
}

/** What the server knows, and the variables of the sample at hand. */
export interface Knowledge {
  schema: Schema | null;
  completions: Completions | null;
  variables: string[];
}

function modifierOption({ name, args, help, example }: Modifier): Option {
  return { label: name, detail: args, info: [help, example].filter(Boolean).join("\n"), kind: "modifier" };
}

/** Inside `{…}` or `{{…}}`: names, and modifiers behind a colon. */
export function templateSuggestions(line: string, lineStart: number, known: Knowledge): Suggestions | null {
  const match = /(\{\{?)\s*([^{}]*)$/.exec(line);
  if (!match) return null;
  const inner = match[2] ?? "";
  const double = match[1] === "{{";
  const modifier = /:([\w]*)$/.exec(inner);
  if (double && modifier) {
    return {
      from: lineStart + line.length - (modifier[1] ?? "").length,
      options: (known.completions?.modifiers ?? []).map(modifierOption),
    };
  }
  const word = /[\w.]*$/.exec(inner)?.[0] ?? "";
  const from = lineStart + line.length - word.length;
  const globals = keysOf(known.completions, "globals");
  const server = known.completions?.variables ?? [];
  const single = [
    ...known.variables.map((label): Option => ({ label, kind: "variable", first: true })),
    ...globals.map(({ key }): Option => ({ label: key, kind: "variable" })),
  ];
  const plain = (name: string) => name.replace(/^\{+|\}+$/g, "");
  const records = server.map(
    ({ name, help }): Option => ({ label: plain(name), info: help, kind: "variable" }),
  );
  const brief = records.filter((option) => !option.label.includes("."));
  return { from, options: double ? records : [...single, ...brief] };
}

type Family = keyof Completions["keys"];

interface Known {
  key: string;
  name: string;
}

/** The keys of one family. Stages come as `pipeline/stage` and fields as `lead.budget`: a document writes the last part. */
function keysOf(completions: Completions | null, family: Family | undefined, within?: string): Known[] {
  const out = new Map<string, Known>();
  for (const { key: whole, name } of family ? (completions?.keys[family] ?? []) : []) {
    const [owner, own] = /[/.]/.test(whole) ? whole.split(/[/.]/, 2) : ["", whole];
    const key = own ?? whole;
    if (!owner || !within || owner === within) out.set(key, { key, name: name || key });
  }
  return [...out.values()];
}

const FAMILY: Record<string, Family> = {
  hook: "hooks",
  bot: "bots",
  flow: "flows",
  scenario: "scenarios",
  otherwise: "scenarios",
  pipeline: "pipelines",
  stage: "stages",
  field: "fields",
};

function insertKey(name: string, shape: "value" | "map" | "list", column: number): string {
  const inner = `\n${" ".repeat(column + 2)}`;
  return shape === "value" ? `${name}: ` : `${name}:${inner}${shape === "list" ? "- " : ""}`;
}

/** What can be written at the cursor. Pure: the editor only shows it. */
export function suggest(text: string, position: number, known: Knowledge): Suggestions | null {
  const lineStart = text.lastIndexOf("\n", position - 1) + 1;
  const line = text.slice(lineStart, position);
  if (/^\s*#/.test(line)) return null;
  const inTemplate = templateSuggestions(line, lineStart, known);
  if (inTemplate) return inTemplate;
  if (!known.schema) return null;
  const context = yamlContext(text, position);
  const lineEnd = text.indexOf("\n", position);
  const rest = parseDocument(text.slice(0, lineStart) + (lineEnd < 0 ? "" : text.slice(lineEnd)), {
    logLevel: "silent",
  });
  const document: unknown = rest.toJS() ?? {};
  const value = context.path.length > 0 ? rest.getIn(context.path, false) : document;
  const plain =
    value && typeof value === "object" && "toJSON" in value && typeof value.toJSON === "function"
      ? value.toJSON()
      : value;
  const parents = schemaAt(known.schema, context.path, document);
  const from = lineStart + context.from;
  if (context.key === null) {
    const keys = keyOptions(known.schema, parents, plain);
    const options = keys.map(
      (key): Option => ({
        label: key.name,
        info: key.description,
        insert: insertKey(key.name, key.shape, context.column),
        kind: "key",
        first: key.required,
      }),
    );
    const values = context.item ? valueOptions(parents) : [];
    return {
      from,
      options: [
        ...options,
        ...values.map(({ name, description }): Option => ({ label: name, info: description, kind: "value" })),
      ],
    };
  }
  const kinds = kindOptions(parents, context.key);
  const own = valueOptions(schemaAt(known.schema, [...context.path, context.key], document));
  const fixed = kinds.length > 0 ? kinds : own;
  const within =
    context.key === "stage" && isMap(plain) && typeof plain.pipeline === "string"
      ? plain.pipeline
      : undefined;
  const keys = keysOf(known.completions, FAMILY[context.key], within);
  return {
    from,
    options: [
      ...fixed.map(({ name, description }): Option => ({ label: name, info: description, kind: "value" })),
      ...keys.map(
        ({ key, name }): Option => ({
          label: key,
          detail: name === key ? undefined : name,
          kind: "value",
          first: true,
        }),
      ),
    ],
  };
}

/** What a key is for, at a place of the text. */
export function explain(
  text: string,
  position: number,
  schema: Schema,
): { name: string; description: string } | null {
  const lineEnd = text.indexOf("\n", position);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const context = yamlContext(text, end);
  const lineStart = text.lastIndexOf("\n", position - 1) + 1;
  if (context.key === null || position > lineStart + context.column + context.key.length) return null;
  const document: unknown = parseDocument(text, { logLevel: "silent" }).toJS() ?? {};
  const { key } = context;
  const parents = schemaAt(schema, context.path, document);
  const kind = kindOptions(parents, key)[0];
  const own = schemaAt(schema, [...context.path, key], document).find((one) => one.description);
  const property = parents.map((parent) => parent.properties?.[key]?.description).find(Boolean);
  const description = property ?? kind?.description ?? own?.description;
  return description ? { name: key, description } : null;
}
