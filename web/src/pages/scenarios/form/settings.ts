import { forms, type Schema, schemaAt } from "@/editor/schema";
import { isMap } from "@/ui/is-map";
import type { Path, Tree } from "./tree";

/** How a setting is edited. What is not known by name is read from the schema, so that nothing has no field. */
export type Widget =
  | "template"
  | "paragraph"
  | "text"
  | "number"
  | "flag"
  | "choice"
  | "choices"
  | "numbers"
  | "weekdays"
  | "time"
  | "pipeline"
  | "stage"
  | "scenario"
  | "manual"
  | "hook"
  | "user"
  | "task_type"
  | "loss_reason"
  | "secret"
  | "block"
  | "step"
  | "bot"
  | "flow"
  | "flowStep"
  | "files"
  | "messageButtons"
  | "notifyButtons"
  | "global"
  | "recordFields"
  | "fieldNames"
  | "findBy"
  | "results"
  | "pairs"
  | "body"
  | "group"
  | "list"
  | "raw";

export interface Setting {
  name: string;
  widget: Widget;
  required: boolean;
  options: string[];
  description: string;
}

/** What every action has; it stands in the frame of the card. */
const COMMON = new Set(["id", "title", "off", "apply_to", "timer", "retry", "on_error", "action", "on"]);

const NAMED: Record<string, Widget> = {
  pipeline: "pipeline",
  stage: "stage",
  hook: "hook",
  scenario: "manual",
  responsible: "user",
  user: "user",
  users: "user",
  type: "task_type",
  of_type: "task_type",
  loss_reason: "loss_reason",
  sign_with: "secret",
  block: "block",
  step: "step",
  bot: "bot",
  flow: "flow",
  by: "findBy",
  results: "results",
  headers: "pairs",
  body: "body",
  weekdays: "weekdays",
  time: "time",
};
/** Parts whose `step` is one of a bot's flow and not of a scenario. */
const FLOW_OWNERS = new Set(["dialog_moved", "run_flow"]);
/** Texts that run over lines. */
const LONG = new Set(["text", "value"]);

const typesOf = (schema: Schema[]): string[] => schema.flatMap((one) => [one.type ?? []].flat());
const enumOf = (schema: Schema[]): string[] =>
  schema
    .flatMap((one) => [...(one.enum ?? []), ...(one.const === undefined ? [] : [one.const])])
    .filter((one): one is string => typeof one === "string");

/** The field for a setting, by its name in its place and by what its schema allows. */
function widgetOf(owner: string, name: string, schema: Schema[], items: Schema[]): Widget {
  const types = typesOf(schema);
  const options = enumOf(schema);
  if (types.includes("array")) {
    if (name === "files") return "files";
    if (name === "buttons") return owner === "notify" ? "notifyButtons" : "messageButtons";
    if (name === "by" || name === "results" || name === "weekdays") return NAMED[name] ?? "list";
    if (name === "fields") return "fieldNames";
    if (enumOf(items).length > 0) return "choices";
    if (typesOf(items).includes("integer")) return "numbers";
    return typesOf(items).includes("object") ? "list" : "raw";
  }
  if (name === "step" && FLOW_OWNERS.has(owner)) return "flowStep";
  if (owner === "cancel_delayed" && name === "scenario") return "scenario";
  if (owner === "change_global" && name === "name") return "global";
  if (options.length > 0 && name !== "body") return "choice";
  if (types.includes("object") && (name === "fields" || name === "create")) return "recordFields";
  const named = NAMED[name];
  if (named) return named;
  if (schema.some((one) => one["x-widget"] === "template")) return LONG.has(name) ? "paragraph" : "template";
  if (types.includes("boolean")) return "flag";
  if (types.includes("integer") || types.includes("number")) return "number";
  if (types.includes("string")) return "text";
  return types.includes("object") && schema.some((one) => one.properties) ? "group" : "raw";
}

/** The settings of the part at a path, required ones first. */
export function settingsOf(root: Schema, path: Path, tree: Tree, value: Tree): Setting[] {
  const owner = String(value.action ?? value.on ?? "");
  const found = schemaAt(root, path, tree);
  const out = new Map<string, Setting>();
  for (const schema of found) {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if (COMMON.has(name) || out.has(name) || property.const !== undefined) continue;
      const inner = forms(root, property, value[name]).filter((one) => one.type !== "null");
      const items = inner.flatMap((one) => (one.items ? forms(root, one.items, undefined) : []));
      out.set(name, {
        name,
        widget: widgetOf(owner, name, inner, items),
        required: schema.required?.includes(name) ?? false,
        options: enumOf(inner).length > 0 ? enumOf(inner) : enumOf(items),
        description: property.description ?? "",
      });
    }
  }
  return [...out.values()].sort((a, b) => Number(b.required) - Number(a.required));
}

/** The least a new part must have, so that its form has something to fill. */
const BEGIN: Record<string, Tree> = {
  find_record: { kind: "contact", by: [{ field: "phone", value: "" }] },
  create_task: { text: "", due: "tomorrow 10:00" },
  send_webhook: { url: "https://", body: { fields: {} } },
  change_fields: { fields: {} },
  note_added: { to: "lead" },
  schedule: { time: "09:00" },
  send_message: { text: "" },
  notify: { users: "responsible", headline: "" },
  set_dialog_status: { status: "manual" },
};

export function beginning(root: Schema | null, tag: "action" | "on", kind: string): Tree {
  const begun: Tree = { [tag]: kind, ...BEGIN[kind] };
  if (!root) return begun;
  const path: Path = tag === "action" ? ["blocks", 0, "do", 0] : ["start"];
  const document = tag === "action" ? { blocks: [{ do: [begun] }] } : { start: begun };
  for (const setting of settingsOf(root, path, document, begun)) {
    if (!setting.required || setting.name in begun) continue;
    const texts: Widget[] = ["template", "paragraph", "user", "text", "global"];
    if (texts.includes(setting.widget)) begun[setting.name] = "";
  }
  return begun;
}

/** Every kind a tag can have, in the order of the catalogue. */
export function kindsOf(root: Schema | null, tag: "action" | "on"): string[] {
  if (!root) return [];
  const path: Path = tag === "action" ? ["blocks", 0, "do", 0] : ["start"];
  const document = tag === "action" ? { blocks: [{ do: [{}] }] } : { start: {} };
  const consts = schemaAt(root, path, document).map((one) => one.properties?.[tag]?.const);
  return [...new Set(consts.filter((one): one is string => typeof one === "string"))];
}

/** The kind of record a part of the document acts on, as far as the document says it. */
export function kindFor(tree: Tree, step: Tree): string | undefined {
  const made: Record<string, string> = {
    create_lead: "lead",
    copy_lead: "lead",
    create_contact: "contact",
    create_company: "company",
  };
  const action = String(step.action ?? "");
  if (made[action]) return made[action];
  if (action === "find_record") return typeof step.kind === "string" ? step.kind : undefined;
  if (typeof step.apply_to === "string") return step.apply_to;
  const start = isMap(tree.start) ? tree.start : {};
  const on = String(start.on ?? "");
  const own = start.record ?? start.to ?? (isMap(start.each) ? start.each.kind : undefined);
  return typeof own === "string" ? own : /^(lead|contact|company|task)_/.exec(on)?.[1];
}
