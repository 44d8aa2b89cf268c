import { ShieldCheck } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DryRun, Scenario } from "@/api/types";
import { formatDateTime } from "@/i18n/format";
import { Changes } from "@/trace/changes";
import { actionName } from "@/trace/describe";
import { TraceView } from "@/trace/trace-view";
import { Status } from "@/ui/badge";
import { kindIcon } from "@/ui/record-link";
import { RequestView } from "@/ui/request-view";
import { runTone } from "@/ui/states";

function Part({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-[13px] font-semibold">
        {title} <span className="font-normal text-faint">{count}</span>
      </h2>
      {children}
    </section>
  );
}

/** The action a timer would carry out, found by its step in the tried documents. */
function plannedAction(result: DryRun, step: string): string {
  const blocks = result.runs.flatMap((run) => run.scenario_text?.blocks ?? []);
  return blocks.flatMap((block) => block.do ?? []).find((one) => one.id === step)?.action ?? step;
}

/** What the draft would do, in full. */
export function DryRunView({ result, scenario }: { result: DryRun; scenario: Scenario | null }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-5">
      <p className="flex items-center gap-2 text-xs text-faint">
        <ShieldCheck className="size-4 text-good" aria-hidden /> {t("try.safe")}
      </p>
      {result.runs.length === 0 ? (
        <p className="rounded-lg bg-warn-soft px-3 py-2 text-[13px] text-warn">{t("try.nothing")}</p>
      ) : null}
      {result.runs.map((run, index) => (
        <section key={index} className="flex flex-col gap-2">
          <h2 className="flex items-center gap-3 text-[13px] font-semibold">
            <span className="min-w-0 flex-1 truncate">{run.scenario.name}</span>
            <Status tone={runTone[run.status]}>{t(`run.status.${run.status}`)}</Status>
          </h2>
          <TraceView
            scenario={run.scenario_text ?? (index === 0 ? scenario : null)}
            trace={run.trace}
            real={false}
          />
        </section>
      ))}
      <Part title={t("try.requests")} count={result.requests.length}>
        {result.requests.map((request, at) => (
          <RequestView key={at} request={request} />
        ))}
      </Part>
      <Part title={t("try.changes")} count={result.changes.length}>
        <ul className="divide-y rounded-lg border bg-surface">
          {result.changes.map((one, at) => {
            const Icon = one.record ? kindIcon[one.record.kind] : Fragment;
            return (
              <li key={at} className="flex flex-col gap-1 px-3 py-2 text-[13px]">
                {one.record ? (
                  <span className="flex items-center gap-2 font-medium">
                    <Icon className="size-4 text-faint" /> {t(`kind.${one.record.kind}`)}{" "}
                    {one.record.title ? `“${one.record.title}”` : ""}
                  </span>
                ) : null}
                <Changes changes={one.changes ?? []} />
              </li>
            );
          })}
        </ul>
      </Part>
      <Part title={t("try.timers")} count={result.timers.length}>
        <ul className="divide-y rounded-lg border bg-surface">
          {result.timers.map((timer, at) => (
            <li key={at} className="flex justify-between gap-3 px-3 py-2 text-[13px]">
              <span>{actionName(t, plannedAction(result, timer.step))}</span>
              <span className="text-faint">{formatDateTime(timer.due_at)}</span>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={t("try.starts")} count={result.starts.length}>
        <p className="text-[13px] text-soft">{result.starts.join(" · ")}</p>
      </Part>
    </div>
  );
}
