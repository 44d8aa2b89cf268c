import { isMap } from "@/ui/is-map";

/** The part of JSON Schema the server's documents use. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  description?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  examples?: unknown[];
  "x-widget"?: string;
}

function resolve(root: Schema, schema: Schema): Schema {
  const name = schema.$ref?.replace("#/$defs/", "");
  const target = name ? root.$defs?.[name] : undefined;
  if (!target) return schema;
  const { $ref: _, ...own } = schema;
  return { ...resolve(root, target), ...own };
}

/** Whether a value may still become what the schema asks: its fixed texts must not differ. */
function fits(schema: Schema, value: unknown): boolean {
  if (!isMap(value)) return true;
  return Object.entries(schema.properties ?? {}).every(
    ([name, property]) =>
      property.const === undefined || value[name] === undefined || value[name] === property.const,
  );
}

/** Every plain form a schema can take for a value, references and alternatives opened. */
export function forms(root: Schema, schema: Schema, value: unknown): Schema[] {
  const open = resolve(root, schema);
  const { oneOf, anyOf, allOf, ...own } = open;
  const choices = [...(oneOf ?? []), ...(anyOf ?? [])].map((choice) => resolve(root, choice));
  const fitting = choices.filter((choice) => fits(choice, value));
  const out = own.properties || own.type || own.const !== undefined || own.enum ? [own] : [];
  for (const choice of [...(allOf ?? []), ...fitting]) out.push(...forms(root, choice, value));
  return out;
}

/** The schema at a path; the document's value picks among alternatives on the way. */
export function schemaAt(root: Schema, path: (string | number)[], document: unknown): Schema[] {
  let found: Schema[] = [root];
  let value = document;
  for (const place of path) {
    const open = found.flatMap((schema) => forms(root, schema, value));
    found = open.flatMap((schema) => childSchemas(schema, place));
    value = isMap(value) || Array.isArray(value) ? Reflect.get(value, place) : undefined;
  }
  return found.flatMap((schema) => forms(root, schema, value));
}

function childSchemas(schema: Schema, place: string | number): Schema[] {
  if (typeof place === "number") return schema.items ? [schema.items] : [];
  const own = schema.properties?.[place];
  if (own) return [own];
  const pattern = Object.entries(schema.patternProperties ?? {}).find(([text]) =>
    new RegExp(text).test(place),
  );
  if (pattern) return [pattern[1]];
  return typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
}

export interface KeyOption {
  name: string;
  description: string;
  required: boolean;
  /** What stands behind the colon. */
  shape: "value" | "map" | "list";
}

function shapeOf(root: Schema, schema: Schema): KeyOption["shape"] {
  const types = forms(root, schema, undefined).flatMap((form) => [form.type ?? []].flat());
  if (types.includes("array")) return "list";
  return types.includes("object") && !types.includes("string") ? "map" : "value";
}

/** The keys that can be written in a map. While its kind is open only the key that decides it is offered with the common ones. */
export function keyOptions(root: Schema, found: Schema[], value: unknown): KeyOption[] {
  const deciding = found.flatMap((schema) =>
    Object.entries(schema.properties ?? {})
      .filter(([, property]) => property.const !== undefined)
      .map(([name]) => name),
  );
  const open = new Set(deciding).size === 1 && deciding.length > 1 ? deciding[0] : undefined;
  const out = new Map<string, KeyOption>();
  const present = isMap(value) ? value : {};
  for (const schema of found) {
    const decides = open !== undefined && schema.properties?.[open] !== undefined;
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if (name in present || out.has(name) || (decides && name !== open)) continue;
      out.set(name, {
        name,
        description: resolve(root, property).description ?? "",
        required: schema.required?.includes(name) ?? false,
        shape: shapeOf(root, property),
      });
    }
  }
  return [...out.values()];
}

export interface ValueOption {
  name: string;
  description: string;
}

/** The fixed values a schema names. */
export function valueOptions(found: Schema[]): ValueOption[] {
  const out: ValueOption[] = [];
  for (const schema of found) {
    if (schema.const !== undefined)
      out.push({ name: String(schema.const), description: schema.description ?? "" });
    for (const one of schema.enum ?? [])
      out.push({ name: String(one), description: schema.description ?? "" });
    if (schema.type === "boolean")
      out.push({ name: "true", description: "" }, { name: "false", description: "" });
  }
  return out.filter(
    (one, at) => one.name !== "null" && out.findIndex((other) => other.name === one.name) === at,
  );
}

/** The kinds a key decides among, e.g. every `action`, with what each does. */
export function kindOptions(parents: Schema[], key: string): ValueOption[] {
  return parents.flatMap((schema) => {
    const fixed = schema.properties?.[key];
    return fixed?.const === undefined
      ? []
      : [{ name: String(fixed.const), description: schema.description ?? "" }];
  });
}
