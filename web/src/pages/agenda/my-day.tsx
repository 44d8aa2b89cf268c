import { CircleCheckBig } from "lucide-react";
import { useTranslation } from "react-i18next";
import { currentZone } from "@/i18n/format";
import { Kbd } from "@/ui/badge";
import { Button } from "@/ui/button";
import { plusDays, todayIn } from "@/ui/day";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { SkeletonRows } from "@/ui/skeleton";
import { startOf } from "./days";
import { type AgendaSearch, useAgenda } from "./queries";
import { QuickAdd } from "./quick-add";
import { TaskLine } from "./task-line";

type Part = ReturnType<typeof useAgenda>;

function Section({
  title,
  part,
  late,
  dated,
}: {
  title: string;
  part: Part;
  late?: boolean;
  dated?: boolean;
}) {
  const { t } = useTranslation();
  const rows = part.rows ?? [];
  if (part.query.error) return <ErrorNote error={part.query.error} retry={() => void part.query.refetch()} />;
  if (rows.length === 0) return null;
  return (
    <section className="rounded-xl border bg-surface shadow-card" aria-label={title}>
      <h2 className="flex items-center gap-2 border-b px-4 py-2 text-[13px] font-semibold">
        <span className={late ? "text-bad" : undefined}>{title}</span>
        <span className="text-xs font-normal text-faint">
          {rows.length}
          {part.hasMore ? "+" : ""}
        </span>
      </h2>
      <ul className="divide-y">
        {rows.map((task) => (
          <TaskLine key={task.id} task={task} late={late} dated={dated} />
        ))}
      </ul>
      {part.hasMore ? (
        <div className="flex justify-center border-t p-2">
          <Button size="sm" busy={part.loadingMore} onClick={part.onMore}>
            {t("list.more")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Keys() {
  const { t } = useTranslation();
  const keys = [
    ["c", t("records.complete")],
    ["h", t("agenda.to.later")],
    ["d", t("agenda.to.today")],
    ["t", t("agenda.to.tomorrow")],
    ["w", t("agenda.to.week")],
  ];
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-faint max-sm:hidden">
      {keys.map(([key, text]) => (
        <span key={key} className="inline-flex items-center gap-1.5">
          <Kbd>{key}</Kbd> {text}
        </span>
      ))}
    </p>
  );
}

/** What is due: late, today, tomorrow and later, on the clock of the workspace. */
export function MyDay({ search }: { search: AgendaSearch }) {
  const { t } = useTranslation();
  const zone = currentZone();
  const today = todayIn(zone);
  const at = (days: number) => startOf(plusDays(today, days), zone);
  const parts = {
    overdue: useAgenda("overdue", { until: at(0) }, search, false),
    today: useAgenda("today", { from: at(0), until: at(1) }, search, false),
    tomorrow: useAgenda("tomorrow", { from: at(1), until: at(2) }, search, false),
    later: useAgenda("later", { from: at(2) }, search, false),
  };
  const all = Object.values(parts);
  const waiting = all.some((part) => part.query.isPending);
  const empty = !waiting && all.every((part) => part.rows?.length === 0);
  return (
    <div data-agenda className="mx-auto flex max-w-3xl flex-col gap-4 p-6 max-sm:p-4">
      <QuickAdd />
      {waiting ? <SkeletonRows rows={6} /> : null}
      {waiting ? null : (
        <>
          <Section title={t("agenda.overdue")} part={parts.overdue} late dated />
          <Section title={t("agenda.today")} part={parts.today} />
          <Section title={t("agenda.tomorrow")} part={parts.tomorrow} />
          <Section title={t("agenda.later")} part={parts.later} dated />
          {empty ? (
            <Empty icon={CircleCheckBig} title={t("agenda.empty")} text={t("agenda.emptyText")} />
          ) : (
            <Keys />
          )}
        </>
      )}
    </div>
  );
}
