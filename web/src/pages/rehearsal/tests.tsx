import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { CircleCheck, CircleX, FlaskConical, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import { scenarioQuery } from "@/api/scenarios";
import type { ScenarioFull, TestResult, TestRow, TestsRun } from "@/api/types";
import { Differences } from "@/trace/differences";
import { Status } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { Page, Section } from "@/ui/page";
import { runTone } from "@/ui/states";
import { BackToScenario } from "./back-to-scenario";
import { type Chosen, DraftChoice, firstDraft } from "./draft-choice";

const route = getRouteApi("/studio/scenarios/$id/tests");

export function TestsPage() {
  const { id } = route.useParams();
  const scenario = useQuery(scenarioQuery(id));
  return <Load query={scenario}>{(data) => <Tests scenario={data} />}</Load>;
}

function Outcome({ result, scenario }: { result: TestResult; scenario: ScenarioFull }) {
  const { t } = useTranslation();
  const text = scenario.scenario ?? null;
  if (result.fault) return <p className="px-4 pb-3 text-[13px] text-bad">{result.fault}</p>;
  if (result.passed) return null;
  return (
    <div className="px-4 pb-3" role="group" aria-label={t("replay.differences")}>
      <Differences differences={result.differences} texts={{ before: text, after: text }} />
    </div>
  );
}

function TestLine({
  test,
  result,
  scenario,
  remove,
}: {
  test: TestRow;
  result: TestResult | undefined;
  scenario: ScenarioFull;
  remove: () => void;
}) {
  const { t } = useTranslation();
  const Icon = result ? (result.passed ? CircleCheck : CircleX) : FlaskConical;
  const tone = result ? (result.passed ? "text-good" : "text-bad") : "text-faint";
  return (
    <li>
      <div className="flex items-center gap-3 px-4 py-2.5 text-[13px]">
        <Icon className={`size-4 shrink-0 ${tone}`} aria-hidden />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{test.name}</span>
          <span className="text-xs text-faint">
            {t(`event.${test.event}`)}
            {result ? ` · ${t(result.passed ? "tests.passed" : "tests.failed")}` : ""}
          </span>
        </span>
        <Status tone={runTone[test.expected]}>{t(`run.status.${test.expected}`)}</Status>
        <IconButton label={t("tests.delete", { name: test.name })} size="iconSm" onClick={remove}>
          <Trash2 />
        </IconButton>
      </div>
      {result ? <Outcome result={result} scenario={scenario} /> : null}
    </li>
  );
}

function Tests({ scenario }: { scenario: ScenarioFull }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const key = ["scenarios", scenario.id, "tests"];
  const tests = useQuery({
    queryKey: key,
    queryFn: () => getAll<TestRow>(`/scenarios/${scenario.id}/tests`),
  });
  const [text, setText] = useState<Chosen>(() => firstDraft(scenario));
  const [deleting, setDeleting] = useState<TestRow | null>(null);
  const run = useMutation({
    mutationFn: () =>
      api.post<TestsRun>(`/scenarios/${scenario.id}/tests/run`, text === null ? {} : { text }),
  });
  return (
    <Page
      title={t("tests.title", { name: scenario.scenario?.name ?? scenario.key })}
      description={t("tests.description")}
      back={<BackToScenario id={scenario.id} />}
    >
      <div className="mx-auto flex max-w-3xl flex-col gap-6 p-6 max-sm:p-4">
        <Load query={tests}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty icon={FlaskConical} title={t("tests.empty")} text={t("tests.emptyText")} />
            ) : (
              <>
                <Section className="flex flex-col gap-4 p-4">
                  <DraftChoice scenario={scenario} value={text} onChange={setText} />
                  <span>
                    <Button variant="primary" busy={run.isPending} onClick={() => run.mutate()}>
                      <Play /> {t("tests.run", { count: rows.length })}
                    </Button>
                  </span>
                  {run.error ? <ErrorNote error={run.error} /> : null}
                  {run.data ? (
                    <p role="status" className="text-[13px]">
                      {t("tests.came", { passed: run.data.passed, failed: run.data.failed })}
                    </p>
                  ) : null}
                </Section>
                <Section>
                  <ul className="divide-y">
                    {rows.map((test) => (
                      <TestLine
                        key={test.key}
                        test={test}
                        scenario={scenario}
                        result={run.data?.items.find((item) => item.key === test.key)}
                        remove={() => setDeleting(test)}
                      />
                    ))}
                  </ul>
                </Section>
              </>
            )
          }
        </Load>
      </div>
      <Confirm
        title={t("tests.delete", { name: deleting?.name ?? "" })}
        text={t("tests.deleteText")}
        action={t("common.delete")}
        danger
        open={deleting !== null}
        onOpenChange={() => setDeleting(null)}
        onConfirm={async () => {
          await api.delete(`/scenarios/${scenario.id}/tests/${deleting?.key}`);
          await client.invalidateQueries({ queryKey: key });
        }}
      />
    </Page>
  );
}
