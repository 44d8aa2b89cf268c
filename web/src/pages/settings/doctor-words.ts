import type { DoctorCheck } from "@/api/types";
import type { T } from "@/i18n";
import { formatBytes, formatRelative } from "@/i18n/format";

type Facts = DoctorCheck["facts"];
const text = (facts: Facts, name: string) => String(facts[name] ?? "");
const number = (facts: Facts, name: string) => Number(facts[name] ?? 0);
const when = (facts: Facts) => formatRelative(number(facts, "at"));
const backupAt = (key: "backupOk" | "backupOld" | "backupManual") => (t: T, facts: Facts) =>
  t(`doctor.found.${key}`, { when: when(facts) });
const clockOff = (key: "clockBehind" | "clockAhead") => (t: T, facts: Facts) =>
  t(`doctor.found.${key}`, { secs: number(facts, "secs") });
const reason = (key: "backupFailed" | "writingFailed") => (t: T, facts: Facts) =>
  t(`doctor.found.${key}`, { reason: text(facts, "reason") });
const said =
  (key: "backupFirst" | "backupNone" | "backupOff" | "backupPg" | "clockOk" | "queueOk") => (t: T) =>
    t(`doctor.found.${key}`);
const size = (t: T, facts: Facts) => {
  const bytes = formatBytes(number(facts, "bytes"));
  return number(facts, "limit")
    ? t("doctor.found.size", { bytes, limit: formatBytes(number(facts, "limit")) })
    : t("doctor.found.sizeUnlimited", { bytes });
};
const disk = (t: T, facts: Facts) =>
  t("doctor.found.disk", {
    free: formatBytes(number(facts, "free_bytes")),
    least: formatBytes(number(facts, "least_bytes")),
  });
const schema = (t: T, facts: Facts) => t("doctor.found.schema", { version: number(facts, "version") });
const address = (t: T, facts: Facts) => t("doctor.found.address", { url: text(facts, "url") });
const writing = (t: T, facts: Facts) => t("doctor.found.writing", { ms: number(facts, "ms") });

/** What was found, by check and state. */
const WORDS: Record<string, (t: T, facts: Facts) => string> = {
  "address.ok": address,
  "address.open": address,
  "backup.failed": reason("backupFailed"),
  "backup.first": said("backupFirst"),
  "backup.manual": backupAt("backupManual"),
  "backup.none": said("backupNone"),
  "backup.off": said("backupOff"),
  "backup.ok": backupAt("backupOk"),
  "backup.old": backupAt("backupOld"),
  "backup.postgresql": said("backupPg"),
  "clock.ahead": clockOff("clockAhead"),
  "clock.behind": clockOff("clockBehind"),
  "clock.ok": said("clockOk"),
  "deliveries.failed": (t, facts) => t("doctor.found.deliveries", { count: number(facts, "count") }),
  "deliveries.ok": (t) => t("doctor.found.deliveriesOk"),
  "disk.little": disk,
  "disk.ok": disk,
  "disk.unknown": (t) => t("doctor.found.diskUnknown"),
  "key.ok": (t, facts) => t("doctor.found.key", { fingerprint: text(facts, "fingerprint") }),
  "queue.ok": said("queueOk"),
  "queue.slow": (t, facts) => t("doctor.found.queue", { secs: number(facts, "secs") }),
  "schema.ok": schema,
  "schema.old": schema,
  "size.large": size,
  "size.ok": size,
  "size.unlimited": size,
  "writing.failed": reason("writingFailed"),
  "writing.ok": writing,
  "writing.slow": writing,
};

const CHECKS = [
  "address",
  "backup",
  "clock",
  "deliveries",
  "disk",
  "key",
  "queue",
  "schema",
  "size",
  "writing",
] as const;
const known = (name: string) => CHECKS.find((check) => check === name);

/** What was looked at, in the reader's language; a check of a newer server keeps its own name. */
export function checkName(t: T, check: DoctorCheck): string {
  const name = known(check.check);
  return name ? t(`doctor.check.${name}`) : check.check;
}

/** What was found, in the reader's language; what a newer server found stays in its words. */
export function foundText(t: T, check: DoctorCheck): string {
  return WORDS[`${check.check}.${check.state}`]?.(t, check.facts) ?? check.detail;
}

/** What to do, in the reader's language. */
export function remedyText(t: T, check: DoctorCheck): string | null {
  if (check.ok) return null;
  const name = known(check.check);
  return name && name !== "key" ? t(`doctor.fix.${name}`) : (check.remedy ?? null);
}
