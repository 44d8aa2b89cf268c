import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Status } from "@/ui/badge";
import { Load } from "@/ui/load";
import { RequestView } from "@/ui/request-view";
import { Skeleton } from "@/ui/skeleton";
import { jobTone } from "@/ui/states";
import { deliveryQuery } from "./queries";

/** A delivery inside a run: its request and how it stands. */
export function DeliveryCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const delivery = useQuery(deliveryQuery(id));
  return (
    <Load query={delivery} waiting={<Skeleton className="h-24" />}>
      {(data) => (
        <section className="flex flex-col gap-2">
          <header className="flex items-center gap-3 text-[13px]">
            <Status tone={jobTone[data.state]}>{t(`deliveries.state.${data.state}`)}</Status>
            <span className="text-faint">
              {t("deliveries.attempts")}: {data.attempts.length}
            </span>
            <Link to="/deliveries/$id" params={{ id }} className="ml-auto text-accent-ink hover:underline">
              {t("deliveries.timeline")}
            </Link>
          </header>
          <RequestView request={data.request} />
        </section>
      )}
    </Load>
  );
}
