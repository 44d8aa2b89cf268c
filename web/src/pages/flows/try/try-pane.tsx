import { CornerDownRight, Hourglass, RotateCcw, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { Segmented } from "@/ui/segmented";
import { SkeletonRows } from "@/ui/skeleton";
import type { Trial } from "../api";
import { useBuilder } from "../builder";
import { stepName } from "../describe";
import { stepOf } from "../model";
import { Entry } from "./entry";
import { Talk } from "./talk";
import { type FlowTry, LOOKS } from "./use-flow-try";

/** A phone on which the draft is talked with; live people keep the published version meanwhile. */
export function TryPane({ attempt }: { attempt: FlowTry }) {
  const { t } = useTranslation();
  const { flow } = useBuilder();
  const { trial, error } = attempt;
  if (flow.steps.length === 0)
    return <Empty icon={Hourglass} title={t("flows.empty")} text={t("flows.try.noSteps")} />;
  return (
    <div className="flex min-h-full flex-col gap-3 p-4">
      <Head attempt={attempt} />
      {error ? (
        <ErrorNote error={error} retry={attempt.again}>
          {attempt.undoing ? (
            <Button size="sm" className="mt-2" onClick={attempt.undoing}>
              <Undo2 /> {t("flows.try.undo")}
            </Button>
          ) : null}
        </ErrorNote>
      ) : null}
      <section
        aria-label={t("flows.try.phone")}
        className="mx-auto flex h-[560px] w-full max-w-[360px] shrink-0 flex-col overflow-hidden rounded-[28px] border-4 border-line-strong bg-sunken shadow-card"
      >
        {trial ? (
          <>
            <Talk trial={trial} look={attempt.look} press={attempt.doing} busy={attempt.busy} />
            <Entry trial={trial} attempt={attempt} />
          </>
        ) : error ? null : (
          <SkeletonRows />
        )}
      </section>
      {trial ? <Standing trial={trial} /> : null}
    </div>
  );
}

function Head({ attempt }: { attempt: FlowTry }) {
  const { t } = useTranslation();
  const { flow, selection } = useBuilder();
  const [only] = selection;
  const chosen = selection.length === 1 && only ? stepOf(flow, only) : undefined;
  const begins = attempt.from ? stepOf(flow, attempt.from) : undefined;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-1">
        <Segmented
          label={t("flows.try.look")}
          value={attempt.look}
          onChange={attempt.setLook}
          options={LOOKS.map((name) => ({ name, label: t(`inbox.channel.${name}`) }))}
        />
        <span className="flex-1" />
        <IconButton
          size="iconSm"
          label={t("flows.try.undo")}
          disabled={!attempt.undoing}
          onClick={attempt.undoing}
        >
          <Undo2 />
        </IconButton>
        <IconButton
          size="iconSm"
          label={t("flows.try.restart")}
          onClick={() => attempt.restart(attempt.from)}
        >
          <RotateCcw />
        </IconButton>
      </div>
      <div className="flex min-h-7 flex-wrap items-center gap-1 text-xs text-faint">
        <span className="min-w-0 truncate">
          {begins ? t("flows.try.fromStep", { step: stepName(t, begins) }) : t("flows.try.fromStart")}
        </span>
        {begins ? (
          <Button size="sm" variant="quiet" onClick={() => attempt.restart(null)}>
            {t("flows.try.whole")}
          </Button>
        ) : null}
        <span className="flex-1" />
        {chosen && chosen.id !== attempt.from ? (
          <Button size="sm" onClick={() => attempt.restart(chosen.id)}>
            <CornerDownRight /> {t("flows.try.here")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** Where the talk stands, and what the flow remembers of it. */
function Standing({ trial }: { trial: Trial }) {
  const { t } = useTranslation();
  const { flow } = useBuilder();
  const step = trial.step ? stepOf(flow, trial.step) : undefined;
  const variables = Object.entries(trial.variables);
  return (
    <section className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-2 text-xs text-soft">
        <Badge>{t(`inbox.status.${trial.status}`)}</Badge>
        {step ? (
          <span className="min-w-0 truncate">{t("flows.try.standsOn", { step: stepName(t, step) })}</span>
        ) : trial.step ? (
          <span className="min-w-0 truncate font-mono">{`${trial.flow ?? "…"}/${trial.step}`}</span>
        ) : null}
      </p>
      <h2 className="text-xs font-semibold text-faint">{t("flows.try.variables")}</h2>
      {variables.length === 0 ? (
        <p className="text-xs text-faint">{t("flows.try.noVariables")}</p>
      ) : (
        <table className="w-full table-fixed border-collapse text-xs">
          <caption className="sr-only">{t("flows.try.variables")}</caption>
          <tbody>
            {variables.map(([name, value]) => (
              <tr key={name} className="border-t">
                <th
                  scope="row"
                  className="w-2/5 truncate py-1 pr-3 text-left font-mono font-normal text-faint"
                >
                  {name}
                </th>
                <td className="break-words py-1">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
