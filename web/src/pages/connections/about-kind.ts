import type { KindRow } from "@/api/types";
import type { T } from "@/i18n";

const KNOWN = [
  "amocrm",
  "calltouch",
  "dadata",
  "http",
  "keitaro",
  "mindbox",
  "odoo",
  "sms-ru",
  "tilda",
  "turbosms",
  "twilio",
] as const;

/** What a kind is for: in the reader's language when it comes with the server, else as its author wrote it. */
export function aboutKind(t: T, row: KindRow): string {
  const known = row.built_in ? KNOWN.find((key) => key === row.key) : undefined;
  return known ? t(`connections.about.${known}`) : (row.manifest.description ?? "");
}
