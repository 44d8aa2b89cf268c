import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { Switch } from "@/ui/switch";

interface OnSwitchProps {
  id: string;
  name: string;
  on: boolean;
  disabled?: boolean;
}

/** Switches a scenario; delayed actions that came due while it was off are asked about first. */
export function OnSwitch({ id, name, on, disabled }: OnSwitchProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [overdue, setOverdue] = useState(0);
  const turn = useMutation({
    mutationFn: (to: "off" | "run" | "delete") =>
      to === "off" ? api.post(`/scenarios/${id}/off`) : api.post(`/scenarios/${id}/on`, { overdue: to }),
    onSuccess: async (_, to) => {
      setOverdue(0);
      toast.success(t(to === "off" ? "scenarios.turnedOff" : "scenarios.turnedOn", { name }));
      await client.invalidateQueries({ queryKey: ["scenarios"] });
    },
  });
  const ask = useMutation({
    mutationFn: () => api.get<{ overdue: number }>(`/scenarios/${id}/on`),
    onSuccess: ({ overdue: due }) => (due > 0 ? setOverdue(due) : turn.mutate("run")),
  });
  const fault = turn.error ?? ask.error;
  return (
    <>
      <Switch
        label={t("scenarios.switch", { name })}
        checked={on}
        disabled={disabled}
        busy={turn.isPending || ask.isPending}
        onChange={(next) => (next ? ask.mutate() : turn.mutate("off"))}
      />
      <Dialog
        title={t("scenarios.overdueTitle", { count: overdue })}
        open={overdue > 0}
        onOpenChange={() => setOverdue(0)}
        footer={
          <>
            <Button onClick={() => turn.mutate("delete")}>{t("scenarios.overdueDelete")}</Button>
            <Button variant="primary" onClick={() => turn.mutate("run")}>
              {t("scenarios.overdueRun")}
            </Button>
          </>
        }
      >
        <p className="text-[13px] text-soft">{t("scenarios.overdueText")}</p>
      </Dialog>
      <Dialog
        title={name}
        open={fault !== null}
        onOpenChange={() => {
          turn.reset();
          ask.reset();
        }}
      >
        <ErrorNote error={fault} />
      </Dialog>
    </>
  );
}
