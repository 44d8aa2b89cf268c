import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Clapperboard, RotateCw, Square } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import { scenarioQuery } from "@/api/scenarios";
import type { RehearsalView, ScenarioFull } from "@/api/types";
import { formatDateTime, formatNumber } from "@/i18n/format";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { Field, Input } from "@/ui/field";
import { Load } from "@/ui/load";
import { Page, Section } from "@/ui/page";
import { Progress } from "@/ui/progress";
import { StatTile } from "@/ui/stat-tile";
import { BackToScenario } from "./back-to-scenario";
import { type Chosen, DraftChoice, firstDraft } from "./draft-choice";
import { Findings } from "./findings";

const route = getRouteApi("/studio/scenarios/$id/rehearse");

export function RehearsePage() {
  const { id } = route.useParams();
  const scenario = useQuery(scenarioQuery(id));
  return <Load query={scenario}>{(data) => <Rehearse scenario={data} />}</Load>;
}

/** How much of the chosen stretch of time lies behind, walking back from now. */
function share(view: RehearsalView): number {
  if (view.stage !== "running") return 1;
  const byTime = view.reached ? (view.until - view.reached) / (view.until - view.since) : 0;
  return Math.max(byTime, view.events / view.most);
}

interface SummaryProps {
  view: RehearsalView;
  cancel: () => void;
  repeat: () => void;
}

function Summary({ view, cancel, repeat }: SummaryProps) {
  const { t } = useTranslation();
  return (
    <Section className="flex flex-col gap-4 p-4">
      <div className="flex items-center gap-4">
        <span className="min-w-0 flex-1">
          <Progress
            label={t("rehearsal.progress")}
            done={share(view)}
            of={1}
            tone={view.stage === "failed" || view.stage === "broken_off" ? "bad" : "accent"}
            text={t(`rehearsal.stage.${view.stage}`, {
              count: view.events,
              at: view.reached ? formatDateTime(view.reached) : "—",
            })}
          />
        </span>
        {view.stage === "running" ? (
          <Button size="sm" onClick={cancel}>
            <Square /> {t("rehearsal.cancel")}
          </Button>
        ) : (
          <Button size="sm" onClick={repeat}>
            <RotateCw /> {t("rehearsal.repeat")}
          </Button>
        )}
      </div>
      {view.fault ? <p className="text-[13px] text-bad">{view.fault}</p> : null}
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <StatTile label={t("rehearsal.events")} value={formatNumber(view.events)} />
        <StatTile label={t("rehearsal.differ")} value={formatNumber(view.differ)} />
        <StatTile
          label={t("rehearsal.fires")}
          value={formatNumber(view.fired_after)}
          hint={t("rehearsal.firedBefore", { count: view.fired_before })}
        />
        <StatTile label={t("rehearsal.failed")} value={formatNumber(view.failed_after)} />
      </div>
    </Section>
  );
}

/** The rehearsals that are kept, besides the one that is shown. */
function Earlier({ scenario, shown }: { scenario: string; shown: string | undefined }) {
  const { t } = useTranslation();
  const list = useQuery({
    queryKey: ["scenarios", scenario, "rehearsals", shown],
    queryFn: () => getAll<RehearsalView>(`/scenarios/${scenario}/rehearsals`),
  });
  const rows = (list.data ?? []).filter((row) => row.id !== shown);
  if (rows.length === 0) return null;
  return (
    <Section title={t("rehearsal.earlier")}>
      <ul className="divide-y">
        {rows.map((row) => (
          <li key={row.id}>
            <Link
              to="/scenarios/$id/rehearse"
              params={{ id: scenario }}
              search={{ rehearsal: row.id }}
              className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-[13px] hover:bg-hover"
            >
              <span className="min-w-40 flex-1">{formatDateTime(row.until)}</span>
              <span className="text-soft">
                {t(`rehearsal.stage.${row.stage}`, {
                  count: row.events,
                  at: row.reached ? formatDateTime(row.reached) : "—",
                })}
              </span>
              <span className="tabular-nums">{t("rehearsal.count", { count: row.differ })}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Rehearse({ scenario }: { scenario: ScenarioFull }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate();
  const [text, setText] = useState<Chosen>(() => firstDraft(scenario));
  const [days, setDays] = useState("7");
  const [events, setEvents] = useState("10000");
  const open = (rehearsal: string) =>
    navigate({
      to: "/scenarios/$id/rehearse",
      params: { id: scenario.id },
      search: { rehearsal },
      replace: true,
    });
  const begin = useMutation({
    mutationFn: () =>
      api.post<RehearsalView>(`/scenarios/${scenario.id}/rehearsals`, {
        days: Number(days),
        events: Number(events),
        ...(text === null ? {} : { text }),
      }),
    onSuccess: (made) => open(made.id),
  });
  const repeat = useMutation({
    mutationFn: () => api.post<RehearsalView>(`/rehearsals/${search.rehearsal}/repeat`),
    onSuccess: (made) => open(made.id),
  });
  const view = useQuery({
    queryKey: ["rehearsals", search.rehearsal],
    queryFn: () => api.get<RehearsalView>(`/rehearsals/${search.rehearsal}`),
    enabled: Boolean(search.rehearsal),
    refetchInterval: (query) => (query.state.data?.stage === "running" ? 500 : false),
  });
  const cancel = async () => {
    await api.delete(`/rehearsals/${search.rehearsal}`);
    await view.refetch();
  };
  return (
    <Page
      title={t("rehearsal.title", { name: scenario.scenario?.name ?? scenario.key })}
      description={t("rehearsal.description")}
      back={<BackToScenario id={scenario.id} />}
    >
      <div className="mx-auto flex max-w-5xl flex-col gap-6 p-6 max-sm:p-4">
        <Section className="flex flex-col gap-4 p-4">
          <DraftChoice scenario={scenario} value={text} onChange={setText} />
          <div className="flex flex-wrap items-end gap-3">
            <Field label={t("rehearsal.days")} className="w-32">
              {(props) => (
                <Input
                  {...props}
                  type="number"
                  min={1}
                  max={90}
                  value={days}
                  onChange={(e) => setDays(e.target.value)}
                />
              )}
            </Field>
            <Field label={t("rehearsal.most")} className="w-40">
              {(props) => (
                <Input
                  {...props}
                  type="number"
                  min={1}
                  max={100000}
                  value={events}
                  onChange={(e) => setEvents(e.target.value)}
                />
              )}
            </Field>
            <Button variant="primary" busy={begin.isPending} onClick={() => begin.mutate()}>
              <Clapperboard /> {t("rehearsal.begin")}
            </Button>
          </div>
          {(begin.error ?? repeat.error) ? <ErrorNote error={begin.error ?? repeat.error} /> : null}
        </Section>
        {search.rehearsal ? (
          <Load query={view}>
            {(data) => (
              <>
                <Summary view={data} cancel={() => void cancel()} repeat={() => repeat.mutate()} />
                <Findings view={data} />
              </>
            )}
          </Load>
        ) : (
          <Empty icon={Clapperboard} title={t("rehearsal.empty")} text={t("rehearsal.emptyText")} />
        )}
        <Earlier scenario={scenario.id} shown={search.rehearsal} />
      </div>
    </Page>
  );
}
