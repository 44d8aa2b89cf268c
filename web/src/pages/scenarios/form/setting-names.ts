import type { T } from "@/i18n";
import { talkOption } from "@/trace/describe";

const NAMES = [
  "add",
  "also",
  "also_without_data",
  "attach_company_contacts",
  "block",
  "body",
  "bot",
  "browser",
  "button",
  "buttons",
  "by",
  "channel",
  "chat",
  "contains",
  "content",
  "connection",
  "create",
  "date",
  "days",
  "delete_bad",
  "done",
  "due",
  "each",
  "end",
  "empty_texts",
  "field",
  "fields",
  "files",
  "flow",
  "flowStep",
  "follow_redirects",
  "headers",
  "headline",
  "holder",
  "hook",
  "keep_digits",
  "keep_flow",
  "kind",
  "listen",
  "loss_reason",
  "main_only",
  "method",
  "name",
  "no_preview",
  "of_type",
  "one_for_all",
  "operation",
  "outcome",
  "path",
  "phone_format",
  "pipeline",
  "plain",
  "record",
  "reason",
  "remove",
  "responsible",
  "results",
  "scenario",
  "scope",
  "send_empty",
  "sign_with",
  "sound",
  "stage",
  "state",
  "status",
  "step",
  "tag",
  "tags",
  "text",
  "time",
  "to",
  "type",
  "unsubscribe",
  "url",
  "user",
  "users",
  "value",
  "values",
  "weekdays",
  "which",
  "while_held",
] as const;

const HINTS = [
  "bot",
  "chat",
  "due",
  "each",
  "fields",
  "keep_digits",
  "listen",
  "outcome",
  "pipeline",
  "plain",
  "remove",
  "responsible",
  "stage",
  "tags",
  "users",
] as const;

/** A setting by the name people know it by; one the studio does not know yet keeps its own. */
export function settingName(t: T, name: string): string {
  const known = NAMES.find((one) => one === name);
  return known ? t(`scenarioForm.setting.${known}`) : name.replaceAll("_", " ");
}

export function settingHint(t: T, name: string): string | undefined {
  const known = HINTS.find((one) => one === name);
  return known ? t(`scenarioForm.hint.${known}`) : undefined;
}

const OPTIONS = [
  "open",
  "last",
  "all",
  "text",
  "system",
  "call",
  "email",
  "sms",
  "found",
  "not_found",
  "ambiguous",
  "lead",
  "contact",
  "company",
  "task",
  "e164",
  "digits",
  "trunk",
  "international",
  "workspace",
  "run",
  "block",
  "skip",
  "fire_now",
] as const;

/** A fixed value of a setting in words. */
export function optionName(t: T, option: string, setting = ""): string {
  const talk = talkOption(t, setting, option);
  if (talk) return talk;
  const known = OPTIONS.find((one) => one === option);
  return known ? t(`scenarioForm.option.${known}`) : option;
}
