import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, FlaskConical, RotateCw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { scenarioQuery } from "@/api/scenarios";
import type { Part, ReplayView, RunFull, ScenarioFull } from "@/api/types";
import { actionName } from "@/trace/describe";
import { SideBySide } from "@/trace/side-by-side";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { ErrorNote } from "@/ui/error-note";
import { Field, Select } from "@/ui/field";
import { Load } from "@/ui/load";
import { Page, Section } from "@/ui/page";
import { type Chosen, DraftChoice, firstDraft } from "../rehearsal/draft-choice";
import { runQuery } from "./run";

const route = getRouteApi("/studio/runs/$id/replay");

export function ReplayPage() {
  const { id } = route.useParams();
  const run = useQuery(runQuery(id));
  return <Load query={run}>{(data) => <WithScenario run={data} />}</Load>;
}

function WithScenario({ run }: { run: RunFull }) {
  const scenario = useQuery(scenarioQuery(run.scenario.id));
  return <Load query={scenario}>{(data) => <Replay run={run} scenario={data} />}</Load>;
}

/** The parts of a run that can be repeated, by the text that stands for each in the address. */
function usePartChoices(run: RunFull): { value: string; label: string; part: Part }[] {
  const { t } = useTranslation();
  const blocks = run.trace.blocks ?? [];
  const texts = run.scenario_text?.blocks ?? [];
  const steps = blocks.flatMap((block, at) => {
    const text = texts.find((one) => one.id === block.id);
    const name = text?.name || t("outline.block", { n: at + 1 });
    return (block.steps ?? []).map((step) => {
      const action = text?.do?.find((one) => one.id === step.id);
      const label = action ? action.title || actionName(t, action.action) : step.id;
      const part: Part = { of: "from", block: block.id, step: step.id };
      return {
        value: `${block.id}/${step.id}`,
        label: t("replay.from", { action: `${name} · ${label}` }),
        part,
      };
    });
  });
  const failed = blocks.some((block) => block.steps?.some((step) => step.state === "failed"));
  return [
    { value: "whole", label: t("replay.wholeRun"), part: { of: "whole" } },
    ...(failed ? [{ value: "failed", label: t("replay.failedOnly"), part: { of: "failed" } as const }] : []),
    ...steps,
  ];
}

function Replay({ run, scenario }: { run: RunFull; scenario: ScenarioFull }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = route.useSearch();
  const choices = usePartChoices(run);
  const [text, setText] = useState<Chosen>(() => firstDraft(scenario));
  const [asking, setAsking] = useState(false);
  const chosen = choices.find((choice) => choice.value === search.part) ?? choices[0];
  const part = chosen?.part ?? { of: "whole" as const };
  const dry = useMutation({
    mutationFn: () =>
      api.post<ReplayView>(`/runs/${run.id}/dry-run`, { part, ...(text === null ? {} : { text }) }),
  });
  const repeat = async () => {
    const made = await api.post<{ run: string }>(`/runs/${run.id}/replay`, { part });
    toast.success(t("replay.repeated"));
    await navigate({ to: "/runs/$id", params: { id: made.run } });
  };
  return (
    <Page
      title={t("replay.title", { name: run.scenario.name })}
      description={t("replay.description")}
      back={
        <Button asChild variant="ghost" size="icon" className="-ml-2">
          <Link to="/runs/$id" params={{ id: run.id }} aria-label={t("replay.back")}>
            <ArrowLeft />
          </Link>
        </Button>
      }
    >
      <div className="mx-auto flex max-w-6xl flex-col gap-6 p-6 max-sm:p-4">
        <Section className="flex flex-col gap-4 p-4">
          <DraftChoice scenario={scenario} value={text} onChange={setText} />
          <Field label={t("replay.part")}>
            {(props) => (
              <Select
                {...props}
                className="max-w-xl"
                value={chosen?.value}
                onChange={(e) =>
                  void navigate({
                    to: "/runs/$id/replay",
                    params: { id: run.id },
                    search: { part: e.target.value },
                    replace: true,
                  })
                }
              >
                {choices.map((choice) => (
                  <option key={choice.value} value={choice.value}>
                    {choice.label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <div className="flex flex-wrap gap-2">
            <Button variant="primary" busy={dry.isPending} onClick={() => dry.mutate()}>
              <FlaskConical /> {t("replay.try")}
            </Button>
            <Button onClick={() => setAsking(true)}>
              <RotateCw /> {t("replay.repeat")}
            </Button>
          </div>
          {dry.error ? <ErrorNote error={dry.error} /> : null}
        </Section>
        {dry.data ? <SideBySide compared={dry.data} /> : null}
      </div>
      <Confirm
        title={t("replay.repeatTitle")}
        text={t("replay.repeatText", { version: scenario.version })}
        action={t("replay.repeat")}
        open={asking}
        onOpenChange={setAsking}
        onConfirm={repeat}
      />
    </Page>
  );
}
