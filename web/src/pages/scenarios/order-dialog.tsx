import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { scenariosQuery } from "@/api/scenarios";
import type { ScenarioRow } from "@/api/types";
import { startName } from "@/trace/describe";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { SortableList } from "@/ui/sortable-list";

/** The order in which scenarios of one event run: changed by pointer or keyboard, saved at every drop. */
export function OrderDialog({ rows, close }: { rows: ScenarioRow[]; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [shown, setShown] = useState(rows);
  const move = useMutation({
    mutationFn: ({ id, after }: { id: string; after: string | null }) =>
      api.put(`/scenarios/${id}/order`, { after }),
    onSuccess: () => client.invalidateQueries({ queryKey: scenariosQuery.queryKey }),
    onError: () => setShown(rows),
  });
  const order = (next: ScenarioRow[]) => {
    // The one that was lifted is the one without which both orders are the same.
    const moved = next.find((row) => {
      const rest = (list: ScenarioRow[]) => list.filter((one) => one.id !== row.id).map((one) => one.id);
      return rest(next).join() === rest(shown).join();
    });
    if (!moved) return;
    setShown(next);
    const place = next.indexOf(moved);
    move.mutate({ id: moved.id, after: next[place - 1]?.id ?? null });
  };
  return (
    <Dialog
      title={t("scenarioForm.order.title")}
      description={t("scenarioForm.order.text")}
      open
      onOpenChange={close}
      wide
    >
      {move.error ? <ErrorNote className="mb-3" error={move.error} /> : null}
      <SortableList
        label={t("scenarioForm.order.title")}
        items={shown}
        idOf={(row) => row.id}
        nameOf={(row) => row.name}
        onOrder={order}
        className="flex flex-col divide-y rounded-lg border bg-surface"
        row={(row, handle, index) => (
          <div className="flex items-center gap-2 px-2 py-1.5 text-[13px]">
            {handle}
            <span className="w-6 text-right text-xs text-faint">{index + 1}</span>
            <span className="min-w-0 flex-1 truncate font-medium">{row.name}</span>
            <span className="max-w-[50%] truncate text-xs text-faint">{startName(t, row.start.on)}</span>
          </div>
        )}
      />
    </Dialog>
  );
}
