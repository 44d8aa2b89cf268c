import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Hourglass, Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { PendingTimer, RunFull } from "@/api/types";
import { formatDateTime } from "@/i18n/format";
import { actionName } from "@/trace/describe";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { ErrorNote } from "@/ui/error-note";
import { Ago } from "@/ui/time";
import { MoveTimer } from "../timers/move-timer";

interface WaitsProps {
  timer: PendingTimer;
  /** What a run as a whole waits for. */
  waits: "block" | "retry" | "turn";
  act: (what: "move" | "cancel" | "now") => void;
}

function Waits({ timer, waits, act }: WaitsProps) {
  const { t } = useTranslation();
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2 text-[13px]">
      <span className="min-w-40 flex-1">
        <span className="font-medium">
          {timer.action ? actionName(t, timer.action) : t(`debugger.waits.${waits}`)}
        </span>
        <span className="block text-xs text-faint">
          {timer.state === "overdue"
            ? t("debugger.waits.overdue")
            : t("debugger.waits.until", { at: formatDateTime(timer.due_at) })}{" "}
          · <Ago at={timer.due_at} />
        </span>
      </span>
      <Button size="sm" onClick={() => act("now")}>
        <Play /> {t("timers.runNow")}
      </Button>
      <Button size="sm" onClick={() => act("move")}>
        {t("timers.move")}
      </Button>
      <Button size="sm" variant="ghost" onClick={() => act("cancel")}>
        {t("timers.cancel")}
      </Button>
    </li>
  );
}

/** What a run still waits for, and how to have it now, later or never. */
export function RunWaits({ run }: { run: RunFull }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [moving, setMoving] = useState<PendingTimer | null>(null);
  const [cancelling, setCancelling] = useState<PendingTimer | null>(null);
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["runs"] }),
      client.invalidateQueries({ queryKey: ["timers"] }),
    ]);
  const runNow = useMutation({
    mutationFn: (id: string) => api.post(`/timers/${id}/run-now`),
    onSuccess: () => toast.success(t("timers.ran", { count: 1 })),
    onSettled: refresh,
  });
  if (run.timers.length === 0) return null;
  const retrying = run.trace.blocks?.some((block) => block.steps?.some((step) => step.state === "retrying"));
  return (
    <section className="flex flex-col gap-2">
      <h2 className="flex items-center gap-2 text-[13px] font-semibold">
        <Hourglass className="size-4 text-accent-ink" aria-hidden /> {t("debugger.waits.title")}
      </h2>
      {runNow.error ? <ErrorNote error={runNow.error} /> : null}
      <ul className="divide-y rounded-lg border bg-surface">
        {run.timers.map((timer) => (
          <Waits
            key={timer.id}
            timer={timer}
            waits={timer.block === "" ? "turn" : retrying ? "retry" : "block"}
            act={(what) => {
              if (what === "now") runNow.mutate(timer.id);
              else if (what === "move") setMoving(timer);
              else setCancelling(timer);
            }}
          />
        ))}
      </ul>
      {moving ? (
        <MoveTimer
          timer={moving}
          close={() => {
            setMoving(null);
            void refresh();
          }}
        />
      ) : null}
      <Confirm
        title={t("timers.cancelTitle", { count: 1 })}
        text={t("timers.cancelText")}
        action={t("timers.cancel")}
        danger
        open={cancelling !== null}
        onOpenChange={() => setCancelling(null)}
        onConfirm={async () => {
          await api.delete(`/timers/${cancelling?.id}`);
          await refresh();
        }}
      />
    </section>
  );
}
