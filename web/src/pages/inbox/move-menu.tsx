import { useQuery } from "@tanstack/react-query";
import { Signpost } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import { Button, IconButton } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Input } from "@/ui/field";
import { Popover } from "@/ui/popover";
import { useDialogAct } from "./queries";
import type { Dialog, FlowRow, FlowView } from "./types";

/** Moves the dialog to a step of its flow, or to the beginning of another. */
export function MoveMenu({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={t("inbox.move")}
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="w-72 p-2"
      trigger={
        <IconButton label={t("inbox.move")}>
          <Signpost />
        </IconButton>
      }
    >
      {open ? <Places dialog={dialog} close={() => setOpen(false)} /> : null}
    </Popover>
  );
}

/** Where a dialog may go: steps by key, flows by name. */
function usePlaces(dialog: Dialog): { to: string; label: string; hint?: string }[] {
  const bot = dialog.bot.id;
  const flows = useQuery({
    queryKey: ["bots", bot, "flows"],
    queryFn: () => getAll<FlowRow>(`/bots/${bot}/flows`),
  });
  const here = dialog.position?.flow;
  const flow = useQuery({
    queryKey: ["bots", bot, "flows", here],
    queryFn: () => api.get<FlowView>(`/bots/${bot}/flows/${here}`),
    enabled: here !== undefined,
  });
  const steps = (flow.data?.published?.steps ?? []).map((step) => ({
    to: step.id,
    label: step.title || step.id,
    hint: flow.data?.key,
  }));
  const begin = (flows.data ?? []).filter((row) => row.version > 0);
  return [...steps, ...begin.map((row) => ({ to: `${row.key}/`, label: row.name, hint: row.key }))];
}

function Places({ dialog, close }: { dialog: Dialog; close: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const places = usePlaces(dialog);
  const move = useDialogAct((to: string) => api.post(`/dialogs/${dialog.id}/move`, { to }));
  const found = places.filter(({ label, to }) => `${label} ${to}`.toLowerCase().includes(text.toLowerCase()));
  return (
    <div className="flex flex-col gap-1">
      <Input
        type="search"
        aria-label={t("inbox.moveFind")}
        placeholder={t("inbox.moveFind")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="flex max-h-64 flex-col overflow-y-auto">
        {found.map(({ to, label, hint }) => (
          <Button
            key={to}
            variant="ghost"
            className="justify-between"
            onClick={() =>
              move.mutate(to, {
                onSuccess: () => {
                  close();
                  toast.success(t("inbox.moved", { step: label }));
                },
              })
            }
          >
            <span className="truncate">{label}</span>
            <span className="text-xs text-faint">{hint}</span>
          </Button>
        ))}
        {found.length === 0 ? <p className="px-2 py-3 text-xs text-faint">{t("inbox.noSteps")}</p> : null}
      </div>
      {move.error ? <ErrorNote error={move.error} /> : null}
    </div>
  );
}
