import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Clapperboard, Square } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
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

function Summary({ view, cancel }: { view: RehearsalView; cancel: () => void }) {
  const { t } = useTranslation();
  return (
    <Section className="flex flex-col gap-4 p-4">
      <div className="flex items-center gap-4">
        <span className="min-w-0 flex-1">
          <Progress
            label={t("rehearsal.progress")}
            done={share(view)}
            of={1}
            tone={view.stage === "failed" ? "bad" : "accent"}
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
        ) : null}
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

function Rehearse({ scenario }: { scenario: ScenarioFull }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate();
  const [text, setText] = useState<Chosen>(() => firstDraft(scenario));
  const [days, setDays] = useState("7");
  const [events, setEvents] = useState("10000");
  const begin = useMutation({
    mutationFn: () =>
      api.post<RehearsalView>(`/scenarios/${scenario.id}/rehearsals`, {
        days: Number(days),
        events: Number(events),
        ...(text === null ? {} : { text }),
      }),
    onSuccess: (made) =>
      navigate({
        to: "/scenarios/$id/rehearse",
        params: { id: scenario.id },
        search: { rehearsal: made.id },
        replace: true,
      }),
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
          {begin.error ? <ErrorNote error={begin.error} /> : null}
        </Section>
        {search.rehearsal ? (
          <Load query={view}>
            {(data) => (
              <>
                <Summary view={data} cancel={() => void cancel()} />
                <Findings view={data} />
              </>
            )}
          </Load>
        ) : (
          <Empty icon={Clapperboard} title={t("rehearsal.empty")} text={t("rehearsal.emptyText")} />
        )}
      </div>
    </Page>
  );
}
