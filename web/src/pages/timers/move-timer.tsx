import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { PendingTimer } from "@/api/types";
import { currentZone } from "@/i18n/format";
import { fromLocalInput, toLocalInput } from "@/i18n/zoned";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";

export function MoveTimer({ timer, close }: { timer: PendingTimer; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const zone = currentZone();
  const [text, setText] = useState(toLocalInput(timer.due_at, zone));
  const move = async () => {
    await api.patch(`/timers/${timer.id}`, { due_at: fromLocalInput(text, zone) });
    await client.invalidateQueries({ queryKey: ["timers"] });
  };
  return (
    <FormDialog
      title={t("timers.moveTitle")}
      description={timer.dialog ? t("timers.dialogClock") : timer.scenario.name}
      open
      onOpenChange={close}
      onSubmit={move}
    >
      <Field label={t("timers.newTime", { zone })}>
        {(props) => (
          <Input
            {...props}
            type="datetime-local"
            required
            value={text}
            onChange={(e) => setText(e.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
