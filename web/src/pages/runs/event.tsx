import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { EventFull } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { Back } from "@/ui/back";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { Page, Section } from "@/ui/page";
import { EventFacts } from "./event-facts";
import { Proof } from "./proof";
import { eventQuery } from "./queries";

const route = getRouteApi("/studio/events/$id");

export function EventPage() {
  const { id } = route.useParams();
  const event = useQuery(eventQuery(id));
  return <Load query={event}>{(data) => <EventBody event={data} />}</Load>;
}

function EventBody({ event }: { event: EventFull }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => api.post(`/events/${event.id}/retry`),
    onSuccess: async () => {
      toast.success(t("eventPage.retried"));
      await client.invalidateQueries({ queryKey: ["events", event.id] });
    },
  });
  const why = event.why ?? [];
  return (
    <Page
      title={t(`event.${event.kind}`)}
      description={formatExact(event.at)}
      back={<Back to="/runs" label={t("runs.title")} />}
      actions={
        event.state === "failed" ? (
          <Button busy={retry.isPending} onClick={() => retry.mutate()}>
            <RotateCw /> {t("eventPage.retry")}
          </Button>
        ) : null
      }
    >
      <div className="mx-auto flex max-w-3xl flex-col gap-6 p-6 max-sm:p-4">
        {retry.error ? <ErrorNote error={retry.error} /> : null}
        <Section className="p-4">
          <EventFacts event={event} />
        </Section>
        <section className="flex flex-col gap-3">
          <h2 className="text-[13px] font-semibold">{t("eventPage.why")}</h2>
          {why.length === 0 ? <p className="text-[13px] text-faint">{t("eventPage.noCandidates")}</p> : null}
          {why.map((one) => (
            <Proof key={one.scenario.id} why={one} />
          ))}
        </section>
      </div>
    </Page>
  );
}
