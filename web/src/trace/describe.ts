import type { RecordKind, Scenario, Step, Timer } from "@/api/types";
import type { T } from "@/i18n";
import { isMap } from "@/ui/is-map";

const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
const kinds: RecordKind[] = ["lead", "contact", "company", "task"];

export function kindName(t: T, value: unknown): string {
  const kind = kinds.find((name) => name === value);
  return kind ? t(`kind.${kind}`) : text(value);
}

const STARTS = [
  "lead_created",
  "lead_changed",
  "lead_responsible_changed",
  "lead_stage_changed",
  "contact_created",
  "contact_changed",
  "contact_responsible_changed",
  "company_created",
  "company_changed",
  "company_responsible_changed",
  "task_created",
  "task_changed",
  "task_responsible_changed",
  "note_added",
  "message_received",
  "button_pressed",
  "message_failed",
  "dialog_opened",
  "dialog_moved",
  "dialog_status_changed",
  "dialog_holder_changed",
  "dialog_assigned",
  "dialog_ended",
  "hook_received",
  "postback",
  "manual",
  "schedule",
] as const;
const OUTCOMES = ["found", "not_found", "ambiguous"] as const;
const ACTIONS = [
  "find_record",
  "create_lead",
  "create_contact",
  "create_company",
  "copy_lead",
  "change_fields",
  "create_task",
  "change_task",
  "add_note",
  "change_tags",
  "change_stage",
  "change_responsible",
  "subscribe_users",
  "send_message",
  "run_flow",
  "set_dialog_status",
  "assign_operator",
  "release_dialog",
  "set_dialog_value",
  "send_telegram",
  "notify",
  "run_scenario",
  "send_webhook",
  "call_operation",
  "cancel_delayed",
  "change_global",
  "normalize_contacts",
  "stop",
] as const;

/** Settings of starts in dialogs with a closed set of values. */
const TALK = {
  channel: ["telegram", "web_chat"],
  content: [
    "text",
    "command",
    "photo",
    "video",
    "audio",
    "voice",
    "video_note",
    "animation",
    "sticker",
    "document",
    "contact",
    "location",
  ],
  end: ["finished", "stopped"],
  holder: ["nobody", "flow", "ai", "operator"],
  state: ["failed", "uncertain"],
} as const;
const STATUSES = ["auto", "manual", "waiting", "blocked", "finished", "stopped"] as const;
const TALK_SETTINGS = ["channel", "content", "end", "holder", "state", "status"] as const;

/** A value of a setting about dialogs in words; `undefined` for what is none. */
export function talkOption(t: T, setting: string, option: string): string | undefined {
  const known = <Name extends string>(all: readonly Name[]) => all.find((one) => one === option);
  switch (setting) {
    case "channel": {
      const one = known(TALK.channel);
      return one && t(`scenarioForm.talk.channel.${one}`);
    }
    case "content": {
      const one = known(TALK.content);
      return one && t(`scenarioForm.talk.content.${one}`);
    }
    case "end": {
      const one = known(TALK.end);
      return one && t(`scenarioForm.talk.end.${one}`);
    }
    case "holder": {
      const one = known(TALK.holder);
      return one && t(`scenarioForm.talk.holder.${one}`);
    }
    case "state": {
      const one = known(TALK.state);
      return one && t(`scenarioForm.talk.state.${one}`);
    }
    case "status": {
      const one = known(STATUSES);
      return one && t(`inbox.status.${one}`);
    }
    default:
      return undefined;
  }
}

/** What starts a scenario, in a few words. */
export function startName(t: T, on: string): string {
  const known = STARTS.find((name) => name === on);
  return known ? t(`start.${known}`) : on;
}

/** What narrows the start. */
export function startDetails(t: T, start: Scenario["start"]): string[] {
  const out: string[] = [];
  if (start.hook) out.push(t("startDetail.hook", { hook: text(start.hook) }));
  const outcome = OUTCOMES.find((name) => name === start.outcome);
  if (outcome) out.push(t(`startDetail.outcome.${outcome}`));
  if (Array.isArray(start.fields) && start.fields.length > 0)
    out.push(t("startDetail.fields", { fields: start.fields.join(", ") }));
  if (start.bot) out.push(t("startDetail.bot", { bot: text(start.bot) }));
  for (const name of TALK_SETTINGS) {
    const value = text(start[name]);
    if (value) out.push(talkOption(t, name, value) ?? value);
  }
  if (start.text) out.push(t("startDetail.text", { text: text(start.text) }));
  if (start.button) out.push(t("startDetail.button", { button: text(start.button) }));
  if (start.on === "dialog_moved" && (start.flow || start.step))
    out.push(t("startDetail.step", { step: [start.flow, start.step].filter(Boolean).map(text).join(" / ") }));
  if (start.stage)
    out.push(t("startDetail.stage", { stage: [start.pipeline, start.stage].filter(Boolean).join(" / ") }));
  if (start.record ?? start.to)
    out.push(t("startDetail.record", { kind: kindName(t, start.record ?? start.to) }));
  if (start.time) out.push(t("startDetail.time", { time: text(start.time) }));
  return out;
}

export function actionName(t: T, action: string): string {
  const known = ACTIONS.find((name) => name === action);
  return known ? t(`step.${known}`) : action;
}

function pairs(value: unknown): string {
  return isMap(value)
    ? Object.entries(value)
        .map(
          ([name, inner]) =>
            `${name} = ${isMap(inner) || Array.isArray(inner) ? JSON.stringify(inner) : text(inner)}`,
        )
        .join(", ")
    : "";
}

/** What an action does, as parts with templates in them. */
export function stepDetails(t: T, step: Step): string[] {
  switch (step.action) {
    case "find_record": {
      const by = Array.isArray(step.by)
        ? step.by.filter(isMap).map((one) => `${text(one.field)} = ${text(one.value)}`)
        : [];
      return [kindName(t, step.kind), ...by];
    }
    case "send_webhook":
      return [
        `${text(step.method) || "POST"} ${text(step.url)}`,
        isMap(step.body) ? pairs(step.body.fields ?? step.body.form ?? {}) : "",
      ].filter(Boolean);
    case "call_operation":
      return [`${text(step.connection)}.${text(step.operation)}`, pairs(step.values)].filter(Boolean);
    case "create_task":
      return [text(step.text), text(step.due)].filter(Boolean);
    case "change_tags":
      return [
        step.add ? `+ ${text(step.add)}` : "",
        step.remove !== undefined ? `− ${text(step.remove)}` : "",
      ].filter(Boolean);
    case "change_fields":
      return [pairs(step.fields)];
    case "change_stage":
      return [[step.pipeline, step.stage].filter(Boolean).map(text).join(" / ")];
    case "change_global":
      return [`{${text(step.name)}} = ${text(step.value)}`];
    case "stop":
      return [
        t(step.scope === "block" ? "scenarioForm.option.block" : "scenarioForm.option.run"),
        text(step.reason),
      ].filter(Boolean);
    case "run_flow":
      return [[step.flow, step.step].filter(Boolean).map(text).join(" / ")];
    case "set_dialog_status":
      return [talkOption(t, "status", text(step.status)) ?? text(step.status)];
    case "set_dialog_value":
      return [`{{dialog.${text(step.name)}}} = ${text(step.value)}`];
    case "assign_operator":
      return [text(step.user), text(step.bot)].filter(Boolean);
    case "send_telegram":
      return [text(step.chat), text(step.text)].filter(Boolean);
    case "notify":
      return [text(step.users), text(step.headline)].filter(Boolean);
    case "run_scenario":
    case "cancel_delayed":
      return [text(step.scenario)];
    default:
      return [step.name, step.text, step.user, step.users, step.tags, pairs(step.fields)]
        .map(text)
        .filter(Boolean);
  }
}

/** What follows when an action fails, as short labels; none when the next action simply follows. */
export function policyTexts(t: T, step: Step): string[] {
  const out: string[] = [];
  if (step.retry) out.push(t("policy.retryChip", { count: step.retry.times }));
  if (step.on_error === "stop_block" || step.on_error === "stop_run")
    out.push(t(`policy.onErrors.${step.on_error}`));
  return out;
}

export function timerText(t: T, timer: Timer): string {
  if (timer.after) return t("timer.after", { span: timer.after });
  if (timer.at) return t("timer.at", { at: timer.at });
  const day = timer.on_date ?? timer.on_day_of_year;
  if (!day) return "";
  const parts = [t(timer.on_date ? "timer.onDate" : "timer.yearly", { date: day.date })];
  if (day.time) parts.push(t("timer.time", { time: day.time }));
  if (day.shift_days) parts.push(t("timer.shift", { count: day.shift_days }));
  return parts.join(" ");
}
