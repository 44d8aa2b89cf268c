import { CircleCheck, CircleHelp, CircleX, Download, ShieldCheck, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { BackupCopy } from "@/api/access";
import { formatBytes, formatDateTime, formatNumber } from "@/i18n/format";
import { Badge, type Tone } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Ago } from "@/ui/time";

const state = (copy: BackupCopy) => (copy.damage ? "bad" : copy.checked_at ? "good" : "unchecked");
const tones: Record<ReturnType<typeof state>, Tone> = { good: "good", bad: "bad", unchecked: "warn" };
const icons = { good: CircleCheck, bad: CircleX, unchecked: CircleHelp };
/** What says most about a copy, in this order. */
const TOLD = ["lead", "contact", "company", "task", "scenario", "run", "event"] as const;

/** What a copy holds, in words: `Schema 12 · 1,204 leads · 310 contacts`. */
function Contents({ copy }: { copy: BackupCopy }) {
  const { t } = useTranslation();
  const contents = copy.contents;
  if (!contents) return null;
  const parts = TOLD.flatMap((table) => {
    const count = contents.rows.find((row) => row.table === table)?.count;
    return count ? [t(`backups.tables.${table}`, { count, formatted: formatNumber(count) })] : [];
  });
  return (
    <p className="text-xs leading-5 text-faint">
      {t("backups.holds", { schema: contents.schema, list: parts.join(" · ") }).replace(/ · $/, "")}
    </p>
  );
}

interface CopyRowProps {
  copy: BackupCopy;
  /** The schema of the server: it cannot restore a newer one. */
  schema: number;
  owner: boolean;
  busy: boolean;
  check: () => void;
  remove: () => void;
  picked: boolean;
  pick: () => void;
}

/** A copy with its age, its size and the mark of its last check. */
export function CopyRow({ copy, schema, owner, busy, check, remove, picked, pick }: CopyRowProps) {
  const { t } = useTranslation();
  const mark = state(copy);
  const Icon = icons[mark];
  const when = formatDateTime(copy.made_at);
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3 text-[13px]">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{when}</span>
          <Badge tone={tones[mark]}>
            <Icon className="size-3.5" aria-hidden /> {t(`backups.${mark}`)}
          </Badge>
          <span className="text-xs text-faint">
            <Ago at={copy.made_at} /> · {formatBytes(copy.bytes)}
          </span>
        </p>
        <p className="break-words text-xs leading-5 text-soft">
          {mark === "bad"
            ? t("backups.badText", { reason: copy.damage })
            : copy.checked_at
              ? t("backups.goodText", { when: formatDateTime(copy.checked_at) })
              : t("backups.uncheckedText")}
        </p>
        <Contents copy={copy} />
        {copy.contents && copy.contents.schema > schema ? (
          <p className="text-xs leading-5 text-warn">{t("backups.newer")}</p>
        ) : null}
      </div>
      <div className="flex items-center gap-1">
        <Button size="sm" aria-pressed={picked} disabled={mark === "bad"} onClick={pick}>
          {t("backups.restore")}
        </Button>
        <IconButton label={`${t("backups.check")}: ${when}`} size="iconSm" disabled={busy} onClick={check}>
          <ShieldCheck />
        </IconButton>
        {owner ? (
          <>
            <Button asChild size="iconSm" variant="ghost">
              <a
                href={`/api/v1/backups/${copy.name}/file`}
                download={copy.name}
                aria-label={`${t("backups.download")}: ${when}`}
                title={t("backups.download")}
              >
                <Download />
              </a>
            </Button>
            <IconButton label={`${t("backups.delete")}: ${when}`} size="iconSm" onClick={remove}>
              <Trash2 />
            </IconButton>
          </>
        ) : null}
      </div>
    </li>
  );
}
