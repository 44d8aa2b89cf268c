import type { Completions, Field, RecordKind } from "@/api/types";
import type { T } from "@/i18n";
import { asKind } from "@/ui/record-picker";

/** What kind of value a variable holds, as far as it is known: it decides operators and choices. */
export type ValueType =
  | "text"
  | "number"
  | "money"
  | "date"
  | "flag"
  | "option"
  | "user"
  | "stage"
  | "pipeline"
  | "tag"
  | "task_type";

export interface Variable {
  /** As it stands in templates: `{{lead.sale}}`. */
  template: string;
  group: "request" | RecordKind | "message" | "dialog" | "bot" | "global" | "date" | "event";
  label: string;
  type: ValueType;
  /** The real value it has in the sample at hand. */
  sample?: string;
  /** The options of a list field. */
  options?: string[];
}

const ATTRIBUTES = {
  id: "text",
  name: "text",
  tags: "tag",
  tagsCount: "number",
  created_at: "date",
  updated_at: "date",
  "responsible.name": "user",
  "responsible.email": "text",
  sale: "money",
  currency: "text",
  source: "text",
  "pipeline.name": "pipeline",
  "status.name": "stage",
  "status.key": "text",
  "status.type": "text",
  "status.next.name": "stage",
  "loss_reason.name": "text",
  previousStatus: "stage",
  previousSale: "money",
  "main_contact.name": "text",
  "main_contact.phone": "text",
  "company.name": "text",
  contactsCount: "number",
  "tasksCount(open)": "number",
  closest_task_at: "date",
  first_name: "text",
  last_name: "text",
  phone: "text",
  phones: "text",
  email: "text",
  emails: "text",
  timezone: "text",
  company_name: "text",
  "leadsCount(open)": "number",
  "leadsSum(won)": "money",
  text: "text",
  type: "task_type",
  type_name: "text",
  due_at: "date",
  is_completed: "flag",
  is_expired: "flag",
  result: "text",
} as const satisfies Record<string, ValueType>;
type Attribute = keyof typeof ATTRIBUTES;

/** The name of an attribute in the locales: dots and brackets cannot stand in their keys. */
type Plain<Text extends string> = Text extends `${infer A}.${infer B}`
  ? `${A}_${Plain<B>}`
  : Text extends `${infer A}(${infer B})`
    ? `${A}_${B}`
    : Text;
const plain = (name: Attribute) =>
  (name === "company.name" ? "company_own" : name.replace(/[.(]/g, "_").replace(")", "")) as AttributeName;
type AttributeName = Plain<Exclude<Attribute, "company.name">> | "company_own";

const DATES = ["now", "tomorrow", "yesterday", "nextweek", "nextmonth"] as const;

const FIELD_TYPES: Record<string, ValueType> = {
  number: "number",
  money: "money",
  date: "date",
  date_time: "date",
  flag: "flag",
  select: "option",
  multiselect: "option",
};

function attribute(name: string): Attribute | undefined {
  return Object.hasOwn(ATTRIBUTES, name) ? (name as Attribute) : undefined;
}

const optionNames = (field: Field): string[] => ("options" in field ? field.options : []);

/** What is known of a talk, by its name without braces. */
const TALK = {
  message_text: "message",
  message_kind: "message",
  message_state: "message",
  button: "message",
  start_payload: "message",
  error: "message",
  "dialog.name": "dialog",
  "dialog.status": "dialog",
  "dialog.holder": "dialog",
  "dialog.operator": "dialog",
  "dialog.channel": "dialog",
  "dialog.flow": "dialog",
  "dialog.step": "dialog",
  "bot.name": "bot",
  "bot.key": "bot",
} as const satisfies Record<string, Variable["group"]>;
type Talk = keyof typeof TALK;

/** A variable of a talk; a field of dialogs or a variable of bots bears the name people gave it. */
function ofTalk(t: T, template: string, inner: string, help: string): Variable | undefined {
  if (Object.hasOwn(TALK, inner)) {
    const known = inner as Talk;
    const name = known.replace(".", "_") as Plain<Talk>;
    return { template, group: TALK[known], label: t(`scenarioForm.talkVariable.${name}`), type: "text" };
  }
  const [root, name] = inner.split(".");
  if ((root !== "dialog" && root !== "bot") || !name) return undefined;
  return { template, group: root, label: help || name, type: "text" };
}

/** One variable the server names, in the words of the studio. */
function read(t: T, name: string, help: string, fields: Record<RecordKind, Field[]>): Variable {
  const inner = name.replace(/^\{+|\}+$/g, "");
  const talk = ofTalk(t, name, inner, help);
  if (talk) return talk;
  if (!name.startsWith("{{"))
    return { template: name, group: "request", label: inner, type: guess(help), sample: help };
  const [root = "", ...rest] = inner.split(".");
  const kind = asKind(root);
  if (!kind) return { template: name, group: "global", label: rest.join(".") || root, type: "text" };
  const own = rest.join(".");
  const key = /^cf\((.*)\)$/.exec(own)?.[1];
  if (key !== undefined) {
    const field = fields[kind].find((one) => one.key === key);
    return {
      template: name,
      group: kind,
      label: field?.name ?? (help || key),
      type: FIELD_TYPES[field?.type ?? ""] ?? "text",
      options: field ? optionNames(field) : undefined,
    };
  }
  const known = attribute(own);
  return {
    template: name,
    group: kind,
    label: known ? t(`scenarioForm.attribute.${plain(known)}`) : own,
    type: known ? ATTRIBUTES[known] : "text",
  };
}

/** A request says nothing of its types: a number looks like one. */
function guess(sample: string): ValueType {
  if (/^-?\d{1,12}([.,]\d+)?$/.test(sample)) return "number";
  return /^\d{4}-\d\d-\d\d/.test(sample) ? "date" : "text";
}

/** Everything a value can be taken from, in the order in which it is offered. */
export function variablesOf(
  t: T,
  completions: Completions | null,
  fields: Record<RecordKind, Field[]>,
): Variable[] {
  const named = (completions?.variables ?? []).map(({ name, help }) => read(t, name, help, fields));
  const dates = DATES.map(
    (name): Variable => ({
      template: `{{date.${name}}}`,
      group: "date",
      label: t(`scenarioForm.date.${name}`),
      type: "date",
    }),
  );
  return [...named, ...dates];
}

/** The one variable a value consists of, and nothing else. */
export function soleVariable(variables: Variable[], value: string): Variable | undefined {
  const text = value.trim();
  return /^\{\{?[^{}]+\}?\}$/.test(text) ? variables.find((one) => one.template === text) : undefined;
}
