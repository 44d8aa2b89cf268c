import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BackupSchedule, Backups } from "@/api/access";
import { ApiError, api } from "@/api/client";
import { formatDateTime } from "@/i18n/format";
import { CheckLine, Field, Input } from "@/ui/field";
import { SavedForm } from "../saved-form";

const USUAL = "03:00";

/** When copies are made by themselves, and how many stay. */
export function ScheduleForm({ backups }: { backups: Backups }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { schedule, timezone: zone, next_at } = backups;
  const [at, setAt] = useState(schedule.daily_at ?? USUAL);
  const [daily, setDaily] = useState(Boolean(schedule.daily_at));
  const [keep, setKeep] = useState(String(schedule.keep));
  const [fault, setFault] = useState<ApiError | null>(null);
  const put = async (wanted: BackupSchedule) => {
    setFault(null);
    try {
      client.setQueryData(["backups"], await api.put<Backups>("/backups/schedule", wanted));
    } catch (error) {
      if (error instanceof ApiError) setFault(error);
      throw error;
    }
  };
  const undo = async () => {
    await put(schedule);
    setAt(schedule.daily_at ?? USUAL);
    setDaily(Boolean(schedule.daily_at));
    setKeep(String(schedule.keep));
  };
  const hint = next_at
    ? t("backups.atHint", { zone, when: formatDateTime(next_at) })
    : t("backups.atOff", { zone });
  return (
    <SavedForm onSave={() => put({ daily_at: daily ? at : null, keep: Number(keep) })} onUndo={undo}>
      <CheckLine label={t("backups.daily")} checked={daily} onChange={setDaily} />
      {daily ? null : (
        <p className="rounded-lg bg-warn-soft p-3 text-[13px] leading-5 text-ink">{t("backups.off")}</p>
      )}
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <Field label={t("backups.at")} hint={hint} error={fault?.at("daily_at")}>
          {(props) => (
            <Input
              {...props}
              type="time"
              required
              disabled={!daily}
              value={at}
              onChange={(e) => setAt(e.target.value.slice(0, 5))}
            />
          )}
        </Field>
        <Field label={t("backups.keep")} hint={t("backups.keepHint")} error={fault?.at("keep")}>
          {(props) => (
            <Input
              {...props}
              type="number"
              required
              min={1}
              max={365}
              value={keep}
              onChange={(e) => setKeep(e.target.value)}
            />
          )}
        </Field>
      </div>
    </SavedForm>
  );
}
