import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { MousePointerClick, Radio } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/api/pages";
import { useStream } from "@/api/stream";
import type { ArrivalRow, EventState, Hook } from "@/api/types";
import { cn } from "@/ui/cn";
import { Empty } from "@/ui/empty";
import { Select } from "@/ui/field";
import { Load } from "@/ui/load";
import { usePhone } from "@/ui/use-phone";
import { ArrivalDetail } from "./arrival-detail";
import { ArrivalList } from "./arrival-list";

const route = getRouteApi("/studio/hooks/$id");
const STATES: EventState[] = ["waiting", "done", "failed", "rejected", "held", "duplicate"];

/** The requests of a hook as they come: the list on the left, the chosen one on the right. */
export function ArrivalsTab({ hook }: { hook: Hook }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const list = usePages<ArrivalRow>(["arrivals", hook.id], `/hooks/${hook.id}/arrivals`, {
    state: search.state,
  });
  useStream([`arrivals:${hook.id}`], (row) => {
    if (typeof row.id === "string") setFresh((before) => new Set(before).add(String(row.id)));
    void client.invalidateQueries({ queryKey: ["arrivals", hook.id] });
  });
  // What waits or is held moves on without a word of its own: asked again until it has.
  const paused = hook.settings.paused ?? false;
  const moving =
    list.rows?.some((row) => row.state === "waiting" || (row.state === "held" && !paused)) ?? false;
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ["arrivals", hook.id] }), 1000);
    return () => clearInterval(timer);
  }, [moving, client, hook.id]);
  const phone = usePhone();
  // On a wide screen the newest request shows by itself, and the next one takes its place as it comes.
  const chosen = search.arrival ?? (phone ? undefined : list.rows?.[0]?.id);
  const previous = list.rows?.[list.rows.findIndex((row) => row.id === chosen) + 1];
  const choose = (id: string) => void navigate({ search: (before) => ({ ...before, arrival: id }) });
  return (
    <div className="flex min-h-0 flex-1">
      <div
        className={cn(
          "flex w-[21rem] shrink-0 flex-col border-r max-sm:w-full max-sm:border-0",
          chosen && "max-sm:hidden",
        )}
      >
        <div className="flex items-center gap-2 border-b px-3 py-2">
          <Select
            aria-label={t("arrival.filter")}
            value={search.state ?? ""}
            onChange={(event) => void navigate({ search: { state: event.target.value || undefined } })}
          >
            <option value="">{t("arrival.list")}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {t(`arrival.state.${state}`)}
              </option>
            ))}
          </Select>
        </div>
        <Load query={list.query}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty icon={Radio} title={t("arrival.waiting")} text={t("arrival.waitingText")} />
            ) : (
              <ArrivalList
                rows={rows}
                chosen={chosen}
                fresh={fresh}
                choose={choose}
                hasMore={list.hasMore}
                onMore={list.onMore}
              />
            )
          }
        </Load>
      </div>
      <div className={cn("min-w-0 flex-1", !chosen && "max-sm:hidden")}>
        {chosen ? (
          <ArrivalDetail key={chosen} id={chosen} hook={hook} previousId={previous?.id} />
        ) : (
          <Empty icon={MousePointerClick} title={t("arrival.choose")} />
        )}
      </div>
    </div>
  );
}
