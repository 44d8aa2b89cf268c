import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Step, StepTrace } from "@/api/types";
import { Badge } from "@/ui/badge";
import { RecordLink } from "@/ui/record-link";
import { stepTone } from "@/ui/states";
import { actionIcon } from "./action-icon";
import { Changes } from "./changes";
import { actionName, policyTexts, stepDetails, timerText } from "./describe";
import { Templated } from "./templated";

interface StepRowProps {
  step: Step | undefined;
  trace?: StepTrace;
  /** Links lead nowhere in a dry run: its records, requests and runs do not exist. */
  real: boolean;
}

function Outcome({ trace, real }: { trace: StepTrace; real: boolean }) {
  const { t } = useTranslation();
  const link = "text-accent-ink hover:underline";
  return (
    <div className="mt-1 flex flex-col gap-1 text-xs">
      {trace.note ? (
        <p className={trace.state === "failed" ? "text-bad" : "text-soft"}>{trace.note}</p>
      ) : null}
      {trace.failures?.map((why, at) => (
        <p key={at} className="text-warn">
          {t("policy.failed", { n: at + 1, why })}
        </p>
      ))}
      {trace.changes && trace.changes.length > 0 ? <Changes changes={trace.changes} /> : null}
      {trace.warnings?.map((warning) => (
        <p key={warning} className="text-warn">
          {warning}
        </p>
      ))}
      {trace.stopped ? <p className="font-medium text-soft">{t(`policy.ended.${trace.stopped}`)}</p> : null}
      {real ? (
        <div className="flex flex-wrap gap-3">
          {trace.record ? <RecordLink record={trace.record} /> : null}
          {trace.job ? (
            <Link className={link} to="/deliveries/$id" params={{ id: trace.job }}>
              {t("trace.request")}
            </Link>
          ) : null}
          {trace.timer ? (
            <Link className={link} to="/timers">
              {t("trace.timer")}
            </Link>
          ) : null}
          {trace.run ? (
            <Link className={link} to="/runs/$id" params={{ id: trace.run }}>
              {t("trace.run")}
            </Link>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** One action: what it does, when, and with a trace how it ended. */
export function StepRow({ step, trace, real }: StepRowProps) {
  const { t } = useTranslation();
  const Icon = actionIcon(step?.action ?? "");
  return (
    <li className="flex gap-2.5 px-2 py-1.5">
      <Icon className="mt-0.5 size-4 shrink-0 text-faint" aria-hidden />
      <div className="min-w-0 flex-1 text-[13px] leading-5">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{step ? step.title || actionName(t, step.action) : trace?.id}</span>
          {step?.timer ? <Badge tone="accent">{timerText(t, step.timer)}</Badge> : null}
          {step
            ? policyTexts(t, step).map((text) => (
                <Badge key={text} tone="warn">
                  {text}
                </Badge>
              ))
            : null}
          {step?.off ? <Badge>{t("outline.off")}</Badge> : null}
          {trace ? (
            <Badge tone={stepTone[trace.state]} className="ml-auto">
              {t(`trace.state.${trace.state}`)}
            </Badge>
          ) : null}
        </div>
        {step ? (
          <p className="break-words text-soft">
            {stepDetails(t, step).map((part, at) => (
              <span key={at}>
                {at > 0 ? " · " : ""}
                <Templated text={part} />
              </span>
            ))}
          </p>
        ) : null}
        {trace ? <Outcome trace={trace} real={real} /> : null}
      </div>
    </li>
  );
}
