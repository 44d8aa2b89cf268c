import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { AlarmClock, Play, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { usePages } from "@/api/pages";
import { scenariosQuery } from "@/api/scenarios";
import { useStream } from "@/api/stream";
import type { PendingTimer } from "@/api/types";
import { BulkBar } from "@/ui/bulk-bar";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { DataList } from "@/ui/data-list";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { Select } from "@/ui/field";
import { FilterChip } from "@/ui/filter-chip";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { useTimerColumns } from "./columns";
import { MoveTimer } from "./move-timer";

const route = getRouteApi("/studio/timers");

/** Runs timers now, one after another so that their order stays. */
function useRunNow(done: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (ids: string[]) => {
      for (const id of ids) await api.post(`/timers/${id}/run-now`);
    },
    onSuccess: (_, ids) => {
      toast.success(t("timers.ran", { count: ids.length }));
      done();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["timers"] }),
  });
}

export function TimersPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const scenarios = useQuery(scenariosQuery).data ?? [];
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [moving, setMoving] = useState<PendingTimer | null>(null);
  const [cancelling, setCancelling] = useState<string[]>([]);
  const clear = () => setSelected(new Set());
  const runNow = useRunNow(clear);
  const list = usePages<PendingTimer>(["timers"], "/timers", {
    scenario: search.scenario,
    record_kind: search.record ? search.kind : undefined,
    record_id: search.record,
  });
  useStream(["timers"], () => void client.invalidateQueries({ queryKey: ["timers"] }));
  const columns = useTimerColumns({
    runNow: (id) => runNow.mutate([id]),
    move: setMoving,
    cancel: (id) => setCancelling([id]),
  });
  const cancel = async () => {
    const [only] = cancelling;
    if (cancelling.length === 1 && only) await api.delete(`/timers/${only}`);
    else await api.post("/timers/cancel", { ids: cancelling });
    clear();
    await client.invalidateQueries({ queryKey: ["timers"] });
  };
  return (
    <Page
      fixed
      title={t("timers.title")}
      description={t("timers.description")}
      toolbar={
        <>
          <Select
            aria-label={t("runs.scenario")}
            className="w-56 max-sm:w-full"
            value={search.scenario ?? ""}
            onChange={(e) =>
              void navigate({
                search: (before) => ({ ...before, scenario: e.target.value || undefined }),
                replace: true,
              })
            }
          >
            <option value="">{t("runs.allScenarios")}</option>
            {scenarios.map((row) => (
              <option key={row.id} value={row.id}>
                {row.name}
              </option>
            ))}
          </Select>
          {search.record ? (
            <FilterChip
              label={t("runs.forRecord", { id: search.record })}
              onClear={() => void navigate({ search: { scenario: search.scenario } })}
            />
          ) : null}
        </>
      }
    >
      {runNow.error ? <ErrorNote className="m-4" error={runNow.error} /> : null}
      <Load query={list.query}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={AlarmClock} title={t("timers.empty")} text={t("timers.emptyText")} />
          ) : (
            <DataList
              label={t("timers.title")}
              columns={columns}
              rows={rows}
              selected={selected}
              onSelect={setSelected}
              hasMore={list.hasMore}
              loadingMore={list.loadingMore}
              onMore={list.onMore}
            />
          )
        }
      </Load>
      <BulkBar count={selected.size} clear={clear}>
        <Button size="sm" onClick={() => setCancelling([...selected])}>
          <X /> {t("timers.cancel")}
        </Button>
        <Button
          size="sm"
          variant="primary"
          busy={runNow.isPending}
          onClick={() => runNow.mutate([...selected])}
        >
          <Play /> {t("timers.runNow")}
        </Button>
      </BulkBar>
      {moving ? <MoveTimer timer={moving} close={() => setMoving(null)} /> : null}
      <Confirm
        title={t("timers.cancelTitle", { count: cancelling.length })}
        text={t("timers.cancelText")}
        action={t("timers.cancel")}
        danger
        open={cancelling.length > 0}
        onOpenChange={() => setCancelling([])}
        onConfirm={cancel}
      />
    </Page>
  );
}
