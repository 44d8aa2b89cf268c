import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Ban, RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Attempt, DeliveryFull } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { Back } from "@/ui/back";
import { Badge, Status } from "@/ui/badge";
import { prettyBody } from "@/ui/body-text";
import { Button } from "@/ui/button";
import { Code } from "@/ui/code";
import { ErrorNote } from "@/ui/error-note";
import { Facts } from "@/ui/facts";
import { Load } from "@/ui/load";
import { Page, Section } from "@/ui/page";
import { RequestView } from "@/ui/request-view";
import { jobTone } from "@/ui/states";
import { Ago } from "@/ui/time";
import { AnswerFaults } from "./answer-faults";
import { deliveryQuery, useCallOff, useRetry } from "./queries";

const route = getRouteApi("/studio/deliveries/$id");

export function DeliveryPage() {
  const { id } = route.useParams();
  const delivery = useQuery(deliveryQuery(id));
  return <Load query={delivery}>{(data) => <DeliveryBody delivery={data} />}</Load>;
}

function AttemptItem({ attempt, n }: { attempt: Attempt; n: number }) {
  const { t } = useTranslation();
  const good = attempt.status ? attempt.status >= 200 && attempt.status < 300 : false;
  return (
    <li className="relative border-l pb-5 pl-5 last:pb-0">
      <span
        aria-hidden
        className={`absolute top-1 -left-[5px] size-2.5 rounded-full border-2 border-surface ${good ? "bg-good" : "bg-bad"}`}
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px]">
        <span className="font-medium">{t("deliveries.attempt", { n })}</span>
        {attempt.status ? <Badge tone={good ? "good" : "bad"}>{attempt.status}</Badge> : null}
        <span className="text-faint">{attempt.ms} ms</span>
        <span className="ml-auto text-xs text-faint">{formatExact(attempt.at)}</span>
      </div>
      {attempt.error ? <p className="mt-1 text-[13px] break-words text-bad">{attempt.error}</p> : null}
      <AnswerFaults faults={attempt.faults ?? []} />
      {attempt.body ? (
        <Code className="mt-2" label={t("deliveries.answer")} text={prettyBody(attempt.body, null)} wrap />
      ) : null}
    </li>
  );
}

function DeliveryBody({ delivery }: { delivery: DeliveryFull }) {
  const { t } = useTranslation();
  const retry = useRetry();
  const callOff = useCallOff();
  const under = delivery.state === "planned" || delivery.state === "sending";
  return (
    <Page
      title={`${delivery.method} ${delivery.url}`}
      back={<Back to="/deliveries" label={t("deliveries.title")} />}
      description={
        <Status tone={jobTone[delivery.state]}>
          <span className="text-xs">{t(`deliveries.state.${delivery.state}`)}</span>
        </Status>
      }
      actions={
        <>
          {under ? (
            <Button busy={callOff.isPending} onClick={() => callOff.mutate(delivery.id)}>
              <Ban /> {t("deliveries.cancel")}
            </Button>
          ) : null}
          <Button busy={retry.isPending} onClick={() => retry.mutate({ ids: [delivery.id] })}>
            <RotateCw /> {t("deliveries.retry")}
          </Button>
        </>
      }
    >
      <div className="mx-auto flex max-w-3xl flex-col gap-6 p-6 max-sm:p-4">
        {retry.error || callOff.error ? <ErrorNote error={retry.error ?? callOff.error} /> : null}
        {delivery.state === "uncertain" ? (
          <p className="rounded-lg bg-warn-soft px-3 py-2 text-[13px] text-warn">
            {t("deliveries.uncertainText")}
          </p>
        ) : null}
        <Facts
          rows={[
            [t("deliveries.created"), formatExact(delivery.created_at)],
            [t("deliveries.next"), delivery.next_at ? <Ago key="next" at={delivery.next_at} /> : "—"],
            [
              t("deliveries.key"),
              <code key="key" className="font-mono text-xs">
                {delivery.idempotency_key ?? "—"}
              </code>,
            ],
          ]}
        />
        {delivery.run ? (
          <Link
            to="/runs/$id"
            params={{ id: delivery.run }}
            className="text-[13px] text-accent-ink hover:underline"
          >
            {t("deliveries.openRun")}
          </Link>
        ) : null}
        <section className="flex flex-col gap-2">
          <h2 className="text-[13px] font-semibold">{t("deliveries.request")}</h2>
          <RequestView request={delivery.request} />
        </section>
        <Section title={t("deliveries.timeline")}>
          <ol className="p-4 pl-5">
            {delivery.attempts.length === 0 ? (
              <li className="text-[13px] text-faint">{t("deliveries.noAttempts")}</li>
            ) : null}
            {delivery.attempts.map((attempt, at) => (
              <AttemptItem key={at} attempt={attempt} n={at + 1} />
            ))}
          </ol>
        </Section>
      </div>
    </Page>
  );
}
