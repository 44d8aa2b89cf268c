import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { FindingRow, FindingView, Page, RehearsalView } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { SideBySide } from "@/trace/side-by-side";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { RecordLink } from "@/ui/record-link";
import { Segmented } from "@/ui/segmented";

const HOWS = ["all", "fires", "stops", "else"] as const;
type How = (typeof HOWS)[number];

function Finding({ rehearsal, row }: { rehearsal: string; row: FindingRow }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const shown = useQuery({
    queryKey: ["rehearsals", rehearsal, row.id],
    queryFn: () => api.get<FindingView>(`/rehearsals/${rehearsal}/results/${row.id}`),
    enabled: open,
  });
  const Arrow = open ? ChevronDown : ChevronRight;
  const status = (name: FindingRow["before"]) => (name ? t(`run.status.${name}`) : t("replay.noRun"));
  return (
    <li className="rounded-xl border bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-[13px]">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 basis-56 items-center gap-2 rounded text-left"
        >
          <Arrow className="size-4 shrink-0 text-faint" aria-hidden />
          <span className="truncate font-medium">{t(`event.${row.kind}`)}</span>
          <span className="shrink-0 text-xs text-faint">{formatExact(row.at)}</span>
        </button>
        {row.record ? <RecordLink record={row.record} className="max-w-56 text-xs" /> : null}
        {row.is_uncertain ? <Badge tone="warn">{t("rehearsal.uncertain")}</Badge> : null}
        <span className="text-xs text-soft">
          {status(row.before)} → <span className="font-medium text-ink">{status(row.after)}</span>
        </span>
        <Badge>{t("rehearsal.count", { count: row.differences.length })}</Badge>
      </div>
      {open ? (
        <div className="border-t p-3">
          <Load query={shown}>{(data) => <SideBySide compared={data} />}</Load>
        </div>
      ) : null}
    </li>
  );
}

/** The events whose result would differ, each with both sides a click away. */
export function Findings({ view }: { view: RehearsalView }) {
  const { t } = useTranslation();
  const [how, setHow] = useState<How>("all");
  const list = useInfiniteQuery({
    queryKey: ["rehearsals", view.id, "results", how, view.stage === "running" ? view.differ : view.stage],
    queryFn: ({ pageParam }) =>
      api.get<Page<FindingRow>>(`/rehearsals/${view.id}/results`, {
        how: how === "all" ? undefined : how,
        cursor: pageParam || undefined,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next || undefined,
    placeholderData: (before) => before,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="flex-1 text-[13px] font-semibold">{t("rehearsal.findings")}</h2>
        <Segmented
          label={t("rehearsal.how.label")}
          value={how}
          onChange={setHow}
          options={HOWS.map((name) => ({ name, label: t(`rehearsal.how.${name}`) }))}
        />
      </div>
      {list.error ? <ErrorNote error={list.error} /> : null}
      {rows.length === 0 && !list.isPending ? (
        <p className="text-[13px] text-faint">
          {view.stage === "running" ? t("rehearsal.noneYet") : t("rehearsal.none")}
        </p>
      ) : null}
      <ul className="flex flex-col gap-2">
        {rows.map((row) => (
          <Finding key={row.id} rehearsal={view.id} row={row} />
        ))}
      </ul>
      {list.hasNextPage ? (
        <span className="flex justify-center">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("list.more")}
          </Button>
        </span>
      ) : null}
    </section>
  );
}
