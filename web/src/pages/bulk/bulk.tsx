import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Layers } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import { useStream } from "@/api/stream";
import type { BulkRun } from "@/api/types";
import { formatNumber } from "@/i18n/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";

const tones = { running: "accent", paused: "warn", cancelled: "neutral", finished: "good" } as const;

function BulkCard({ bulk }: { bulk: BulkRun }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["bulk"] });
  const live = bulk.state === "running" || bulk.state === "paused";
  useStream([`bulk:${bulk.id}`], () => void again(), live);
  const act = useMutation({
    mutationFn: (verb: "pause" | "resume" | "cancel") => api.post(`/bulk-runs/${bulk.id}/${verb}`),
    onSuccess: again,
  });
  const name = bulk.change
    ? t(`board.change.${bulk.change.change}`)
    : bulk.flow
      ? t("bulk.schedule", { bot: bulk.flow.bot_name, step: bulk.flow.step })
      : (bulk.scenario?.name ?? bulk.id);
  const share = bulk.total > 0 ? Math.min(100, (bulk.done / bulk.total) * 100) : 0;
  return (
    <li className="flex flex-col gap-2 p-4">
      <div className="flex flex-wrap items-center gap-3 text-[13px]">
        <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
        <Badge tone={tones[bulk.state]}>{t(`bulk.state.${bulk.state}`)}</Badge>
        {bulk.state === "running" ? (
          <Button size="sm" onClick={() => act.mutate("pause")}>
            {t("bulk.pause")}
          </Button>
        ) : null}
        {bulk.state === "paused" ? (
          <Button size="sm" onClick={() => act.mutate("resume")}>
            {t("bulk.resume")}
          </Button>
        ) : null}
        {live ? (
          <Button size="sm" onClick={() => act.mutate("cancel")}>
            {t("bulk.cancel")}
          </Button>
        ) : null}
      </div>
      <div
        role="progressbar"
        aria-label={name}
        aria-valuenow={Math.round(share)}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${share}%` }} />
      </div>
      <p className="flex gap-3 text-xs text-faint">
        {t("bulk.progress", { done: formatNumber(bulk.done), total: formatNumber(bulk.total) })}
        {bulk.failed > 0 ? (
          <span className="text-bad">{t("bulk.failed", { count: bulk.failed })}</span>
        ) : null}
      </p>
      {act.error ? <ErrorNote error={act.error} /> : null}
    </li>
  );
}

export function BulkPage() {
  const { t } = useTranslation();
  const bulks = useQuery({ queryKey: ["bulk"], queryFn: () => getAll<BulkRun>("/bulk-runs") });
  return (
    <Page title={t("bulk.title")}>
      <Load query={bulks}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Layers} title={t("bulk.empty")} text={t("bulk.emptyText")} />
          ) : (
            <div className="mx-auto max-w-3xl p-6 max-sm:p-4">
              <ul className="divide-y rounded-xl border bg-surface shadow-card">
                {rows.map((bulk) => (
                  <BulkCard key={bulk.id} bulk={bulk} />
                ))}
              </ul>
            </div>
          )
        }
      </Load>
    </Page>
  );
}
