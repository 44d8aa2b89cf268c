import { queryOptions, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { RunFull } from "@/api/types";
import { formatExact, formatMicros } from "@/i18n/format";
import { TraceView } from "@/trace/trace-view";
import { Back } from "@/ui/back";
import { Status } from "@/ui/badge";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { RecordLink } from "@/ui/record-link";
import { runTone } from "@/ui/states";
import { TabPanel, Tabs } from "@/ui/tabs";
import { RunActions } from "./run-actions";
import { RunChanges, RunChildren, RunInput, RunRequests } from "./run-views";
import { RunWaits } from "./waiting";

const route = getRouteApi("/studio/runs/$id");
const TABS = ["why", "input", "requests", "changes"] as const;

export const runQuery = (id: string) =>
  queryOptions({ queryKey: ["runs", "one", id], queryFn: () => api.get<RunFull>(`/runs/${id}`) });

export function RunPage() {
  const { id } = route.useParams();
  const run = useQuery(runQuery(id));
  return <Load query={run}>{(data) => <RunBody run={data} />}</Load>;
}

function RunBody({ run }: { run: RunFull }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = TABS.find((name) => name === search.tab) ?? "why";
  return (
    <Page
      fixed
      title={t("runPage.title", { name: run.scenario.name })}
      heading={run.scenario.name}
      back={<Back to="/runs" label={t("runs.title")} />}
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
          <Status tone={runTone[run.status]}>
            <span className="text-xs">{t(`run.status.${run.status}`)}</span>
          </Status>
          <span>{formatExact(run.at)}</span>
          <span>{formatMicros(run.us)}</span>
          <span>{t("editor.upToDate", { version: run.version })}</span>
          {run.record ? <RecordLink record={run.record} className="text-xs" /> : null}
        </span>
      }
      actions={<RunActions run={run} />}
    >
      <Tabs
        label={t("runPage.views")}
        value={tab}
        onChange={(name) => void navigate({ search: { tab: name }, replace: true })}
        tabs={TABS.map((name) => ({ name, label: t(`runPage.tab.${name}`) }))}
        className="flex-1 [&>[role=tablist]]:bg-surface [&>[role=tablist]]:px-5"
      >
        <div className="min-h-0 flex-1 overflow-y-auto p-6 max-sm:p-4">
          <div className="mx-auto max-w-3xl">
            <TabPanel name="why" className="flex flex-col gap-4">
              {run.trace.otherwise ? (
                <p className="rounded-lg bg-accent-soft px-3 py-2 text-[13px] text-accent-ink">
                  {t("runPage.otherwise")}
                </p>
              ) : null}
              <RunWaits run={run} />
              <h2 className="sr-only">{t("runPage.tab.why")}</h2>
              <div className="rounded-xl bg-surface">
                <TraceView scenario={run.scenario_text ?? null} trace={run.trace} real />
              </div>
              <RunChildren run={run} />
              <p className="text-xs text-faint">{t("runPage.atVersion", { version: run.version })}</p>
            </TabPanel>
            <TabPanel name="input">
              <RunInput run={run} />
            </TabPanel>
            <TabPanel name="requests">
              <RunRequests run={run} />
            </TabPanel>
            <TabPanel name="changes">
              <RunChanges run={run} />
            </TabPanel>
          </div>
        </div>
      </Tabs>
    </Page>
  );
}
