import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX, Hourglass } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Why } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { reasonText, unknownText } from "@/trace/reason-text";
import { SmallestChange } from "@/trace/smallest";
import { TraceView } from "@/trace/trace-view";
import { cn } from "@/ui/cn";
import { RecordLink } from "@/ui/record-link";

const LOOK = {
  fired: { icon: CircleCheck, tone: "text-good" },
  not_fired: { icon: CircleX, tone: "text-bad" },
  waits: { icon: Hourglass, tone: "text-accent-ink" },
};

function Reasons({ why }: { why: Why }) {
  const { t } = useTranslation();
  const [first, ...others] = why.reasons;
  return (
    <div className="text-[13px] leading-5 text-soft">
      {first ? <p>{reasonText(t, first)}</p> : null}
      {others.length > 0 ? (
        <>
          <p className="pt-1.5 text-xs text-faint">{t("debugger.alsoInTheWay")}</p>
          <ul className="list-disc pl-4">
            {others.map((reason, at) => (
              <li key={at}>{reasonText(t, reason)}</li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

function Moment({ why }: { why: Why }) {
  const { t } = useTranslation();
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-faint">
      <Link to="/events/$id" params={{ id: why.event }} className="hover:underline">
        {t(`event.${why.event_kind}`)}, {formatExact(why.at)}
      </Link>
      {why.record ? <RecordLink record={why.record} className="text-xs" /> : null}
      {why.version ? <span>{t("debugger.versionThen", { version: why.version })}</span> : null}
    </p>
  );
}

/** Why one scenario did or did not fire, with the conditions that decided it, as things were at that moment. */
export function Proof({ why }: { why: Why }) {
  const { t } = useTranslation();
  const { icon: Icon, tone } = LOOK[why.verdict];
  const judged = (why.trace.blocks?.length ?? 0) > 0;
  return (
    <section className="flex flex-col gap-3 rounded-xl border bg-surface p-4">
      <header className="flex items-start gap-2.5">
        <Icon className={cn("mt-0.5 size-4 shrink-0", tone)} aria-hidden />
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <h2 className="text-[13px] font-semibold">
            <Link to="/scenarios/$id" params={{ id: why.scenario.id }} className="hover:underline">
              {why.scenario.name}
            </Link>{" "}
            <span className={cn("font-medium", tone)}>{t(`debugger.verdict.${why.verdict}`)}</span>
          </h2>
          <Reasons why={why} />
          <Moment why={why} />
        </div>
        {why.run ? (
          <Link
            to="/runs/$id"
            params={{ id: why.run }}
            className="shrink-0 text-[13px] text-accent-ink hover:underline"
          >
            {t("eventPage.openRun")}
          </Link>
        ) : null}
      </header>
      {why.smallest && why.scenario_text ? (
        <SmallestChange smallest={why.smallest} scenario={why.scenario_text} trace={why.trace} />
      ) : null}
      {why.unknown.length > 0 ? (
        <div className="rounded-lg bg-warn-soft px-3 py-2 text-[13px] text-warn">
          <p className="font-medium">{t("debugger.unknown.title")}</p>
          <ul className="list-disc pl-4">
            {why.unknown.map((unknown, at) => (
              <li key={at}>{unknownText(t, unknown)}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {judged ? (
        <TraceView scenario={why.scenario_text ?? null} trace={why.trace} real={Boolean(why.run)} />
      ) : null}
    </section>
  );
}
