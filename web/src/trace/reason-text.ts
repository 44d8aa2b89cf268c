import type { Reason, Unknown } from "@/api/types";
import type { T } from "@/i18n";
import { formatExact } from "@/i18n/format";
import { settingName } from "@/pages/scenarios/form/setting-names";
import { kindName, startName, talkOption } from "./describe";

const list = (words: string[]) => words.map((word) => `“${word}”`).join(", ");

/** A reason as a sentence in the person's language. */
export function reasonText(t: T, reason: Reason): string {
  switch (reason.code) {
    case "delayed":
      return reason.until
        ? t("debugger.reason.delayed", { until: formatExact(reason.until) })
        : t("debugger.reason.delayed_unknown");
    case "retrying":
      return reason.until
        ? t("debugger.reason.retrying", { until: formatExact(reason.until) })
        : t("debugger.reason.retrying_unknown");
    case "queue_full":
      return t("debugger.reason.queue_full", { count: reason.most });
    case "rejected":
    case "event_failed":
      return t(`debugger.reason.${reason.code}`, { detail: reason.detail });
    case "other_start":
      return t("debugger.reason.other_start", {
        start: startName(t, reason.start),
        happened: t(`event.${reason.happened}`),
      });
    case "other_hook":
      return t("debugger.reason.other_hook", { wanted: reason.wanted, called: reason.called ?? "—" });
    case "other_fields":
      return t("debugger.reason.other_fields", {
        wanted: list(reason.wanted),
        changed: reason.changed.length > 0 ? list(reason.changed) : t("debugger.nothing"),
      });
    case "other_stage":
      return reason.moved_to
        ? t("debugger.reason.other_stage", { wanted: reason.wanted, moved: reason.moved_to })
        : t("debugger.reason.other_stage_none", { wanted: reason.wanted });
    case "other_report":
      return t("debugger.reason.other_report", { wanted: reason.wanted, came: reason.came });
    case "other_outcome":
      return t("debugger.reason.other_outcome", {
        wanted: t(`startDetail.outcome.${reason.wanted}`),
        ended: reason.ended ? t(`startDetail.outcome.${reason.ended}`) : "—",
      });
    case "other_record":
      return t("debugger.reason.other_record", {
        wanted: kindName(t, reason.wanted),
        found: reason.found ? kindName(t, reason.found) : "—",
      });
    case "narrowed": {
      const words = (value: string) => talkOption(t, reason.setting, value) ?? `“${value}”`;
      return t("debugger.reason.narrowed", {
        setting: settingName(t, reason.setting),
        wanted: reason.wanted.map(words).join(", "),
        found:
          reason.found === null || reason.found === undefined ? t("debugger.absent") : words(reason.found),
      });
    }
    case "not_made_yet":
      return t("debugger.reason.not_made_yet", { at: formatExact(reason.made_at) });
    case "switched_off":
      return reason.since
        ? t("debugger.reason.switched_off", { since: formatExact(reason.since) })
        : t("debugger.reason.switched_off_unknown");
    case "demanded":
      return t("debugger.reason.demanded", {
        variable: `{${reason.variable}}`,
        wanted: list(reason.wanted),
        found:
          reason.found === null || reason.found === undefined ? t("debugger.absent") : `“${reason.found}”`,
      });
    case "throttled":
      return reason.ago_secs === null || reason.ago_secs === undefined
        ? t("debugger.reason.throttled_unknown", { secs: reason.secs })
        : t("debugger.reason.throttled", { secs: reason.secs, ago: reason.ago_secs });
    case "too_deep":
      return t("debugger.reason.too_deep", { count: reason.most });
    default:
      return t(`debugger.reason.${reason.code}`);
  }
}

/** What is not known of a moment in the past. */
export function unknownText(t: T, unknown: Unknown): string {
  switch (unknown.code) {
    case "record_deleted":
    case "too_many_changes":
      return t(`debugger.unknown.${unknown.code}`, { kind: kindName(t, unknown.record.kind) });
    case "value":
      return t("debugger.unknown.value", { kind: kindName(t, unknown.record.kind), field: unknown.field });
    case "global":
      return t("debugger.unknown.global", { name: `{${unknown.name}}`, at: formatExact(unknown.changed_at) });
    case "body":
      return t("debugger.unknown.body");
  }
}
