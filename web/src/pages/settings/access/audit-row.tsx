import { useTranslation } from "react-i18next";
import type { AuditEntry } from "@/api/types";
import { formatDateTime } from "@/i18n/format";
import { valueText } from "@/trace/value-text";
import { Badge, type Tone } from "@/ui/badge";

const tones: Record<AuditEntry["deed"], Tone> = { created: "good", changed: "accent", deleted: "bad" };

function Value({ value, gone }: { value: unknown; gone?: boolean }) {
  const { t } = useTranslation();
  if (value === undefined || value === null) return <span className="text-faint">{t("audit.nothing")}</span>;
  const text = valueText(value);
  // Read out as removed and added, not only coloured so.
  return gone ? (
    <del className="break-words rounded bg-bad-soft px-1 text-ink decoration-bad">{text}</del>
  ) : (
    <ins className="break-words rounded bg-good-soft px-1 text-ink no-underline">{text}</ins>
  );
}

function Differences({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  return (
    <dl className="mt-2 flex flex-col gap-1 rounded-lg bg-sunken p-2.5 text-xs leading-5">
      {entry.changes.map((change) => (
        <div key={change.path} className="flex flex-wrap gap-x-2">
          <dt className="font-mono text-soft">{change.path || t("audit.whole")}</dt>
          <dd className="min-w-0">
            {change.old === undefined ? null : <Value value={change.old} gone />}{" "}
            {change.new === undefined ? null : <Value value={change.new} />}
          </dd>
        </div>
      ))}
      {entry.more > 0 ? <p className="text-faint">{t("audit.more", { count: entry.more })}</p> : null}
    </dl>
  );
}

/** A change of the set-up; what differs opens below it. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const who = entry.user ?? t(entry.user_id ? "audit.somebody" : "audit.command");
  return (
    <li className="px-4 py-2.5 text-[13px]">
      <details>
        <summary className="flex cursor-pointer flex-wrap items-center gap-x-2 gap-y-1 rounded-md">
          <Badge tone={tones[entry.deed]}>{t(`audit.deed.${entry.deed}`)}</Badge>
          <span className="text-faint">{t(`audit.kind.${entry.kind}`)}</span>
          <span className="min-w-0 break-all font-medium">{entry.name}</span>
          <span className="ml-auto text-xs text-faint max-sm:ml-0 max-sm:w-full">
            {who}
            {entry.address ? ` · ${entry.address}` : ""} · {formatDateTime(entry.at)}
          </span>
        </summary>
        <Differences entry={entry} />
      </details>
    </li>
  );
}
