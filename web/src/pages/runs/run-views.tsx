import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RunFull, StepTrace } from "@/api/types";
import { Changes } from "@/trace/changes";
import { Status } from "@/ui/badge";
import { Code } from "@/ui/code";
import { arrivalCurl } from "@/ui/curl";
import { Load } from "@/ui/load";
import { RecordLink } from "@/ui/record-link";
import { runTone } from "@/ui/states";
import { DeliveryCard } from "../deliveries/delivery-card";
import { arrivalQuery } from "../hooks/queries";
import { EventFacts } from "./event-facts";
import { eventQuery } from "./queries";

function steps(run: RunFull): StepTrace[] {
  return (run.trace.blocks ?? []).flatMap((block) => block.steps ?? []);
}

/** The request that came, as a command that sends it once more. */
function EventCurl({ id }: { id: string }) {
  const { t } = useTranslation();
  const arrival = useQuery(arrivalQuery(id)).data;
  if (!arrival) return null;
  return (
    <details>
      <summary className="text-[13px] text-accent-ink">{t("debugger.curl")}</summary>
      <div className="pt-2">
        <Code label={t("debugger.curl")} text={arrivalCurl(arrival, window.location.origin)} wrap />
      </div>
    </details>
  );
}

export function RunInput({ run }: { run: RunFull }) {
  const { t } = useTranslation();
  const event = useQuery(eventQuery(run.event));
  return (
    <div className="flex flex-col gap-4">
      <Load query={event}>{(data) => <EventFacts event={data} />}</Load>
      {event.data?.kind === "hook_received" ? <EventCurl id={run.event} /> : null}
      <Link
        to="/events/$id"
        params={{ id: run.event }}
        className="text-[13px] text-accent-ink hover:underline"
      >
        {t("eventPage.why")}
      </Link>
    </div>
  );
}

export function RunRequests({ run }: { run: RunFull }) {
  const { t } = useTranslation();
  const ids = new Set([
    ...(run.jobs ?? []).map((job) => job.id),
    ...steps(run).flatMap((step) => step.job ?? []),
  ]);
  if (ids.size === 0) return <p className="text-[13px] text-faint">{t("runPage.noRequests")}</p>;
  return (
    <div className="flex flex-col gap-4">
      {[...ids].map((id) => (
        <DeliveryCard key={id} id={id} />
      ))}
    </div>
  );
}

export function RunChanges({ run }: { run: RunFull }) {
  const { t } = useTranslation();
  const changed = steps(run).filter((step) => (step.changes?.length ?? 0) > 0 || step.record);
  if (changed.length === 0) return <p className="text-[13px] text-faint">{t("runPage.noChanges")}</p>;
  return (
    <ul className="divide-y rounded-lg border bg-surface">
      {changed.map((step) => (
        <li key={step.id} className="flex flex-col gap-1 px-3 py-2 text-[13px]">
          {step.record ? <RecordLink record={step.record} /> : null}
          <Changes changes={step.changes ?? []} />
        </li>
      ))}
    </ul>
  );
}

export function RunChildren({ run }: { run: RunFull }) {
  const { t } = useTranslation();
  const children = run.children ?? [];
  if (children.length === 0) return null;
  return (
    <section>
      <h2 className="pb-2 text-[13px] font-semibold">{t("runPage.children")}</h2>
      <ul className="divide-y rounded-lg border bg-surface">
        {children.map((child) => (
          <li key={child.id} className="flex items-center gap-3 px-3 py-2 text-[13px]">
            <Link
              to="/runs/$id"
              params={{ id: child.id }}
              className="min-w-0 flex-1 truncate font-medium hover:underline"
            >
              {child.scenario.name}
            </Link>
            <Status tone={runTone[child.status]}>{t(`run.status.${child.status}`)}</Status>
          </li>
        ))}
      </ul>
    </section>
  );
}
