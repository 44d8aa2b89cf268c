import { Bot, Eye, PencilLine } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useSession } from "@/api/session";
import { useUserNames } from "@/pages/records/queries";
import { Kbd } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { useDialogAct } from "./queries";
import type { Dialog } from "./types";
import { useThreadKeys } from "./use-inbox-keys";
import type { Talking } from "./use-talking";

/** Over the composer: who holds the dialog, and who else is about to answer. */
export function HeldNote({ dialog, scene }: { dialog: Dialog; scene: Talking }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const names = useUserNames();
  const holder = dialog.holder.kind === "operator" ? dialog.holder.user : undefined;
  const take = useDialogAct(() => api.post(`/dialogs/${dialog.id}/take`, { from: holder }));
  const mine = holder === user.id;
  useThreadKeys((key) => {
    if (key === "take" && !mine) take.mutate();
  });
  const writing = scene.others.filter((one) => one.writing);
  const looking = scene.others.filter((one) => !one.writing);
  const list = (people: { name: string }[]) => [...new Set(people.map((one) => one.name))].join(", ");
  return (
    <div className="flex flex-col gap-1 px-4 pb-1 text-xs text-soft" aria-live="polite">
      {writing.length > 0 ? (
        <p className="flex items-center gap-1.5 font-medium text-warn">
          <PencilLine className="size-3.5" aria-hidden /> {t("inbox.alsoWrites", { names: list(writing) })}
        </p>
      ) : null}
      {looking.length > 0 ? (
        <p className="flex items-center gap-1.5">
          <Eye className="size-3.5" aria-hidden /> {t("inbox.alsoLooks", { names: list(looking) })}
        </p>
      ) : null}
      {mine || dialog.status === "stopped" ? null : (
        <p className="flex min-h-8 items-center gap-2">
          <Bot className="size-3.5 shrink-0" aria-hidden />
          <span className="min-w-0 flex-1">
            {dialog.holder.kind === "operator"
              ? t("inbox.heldBy", { name: names.get(dialog.holder.user) ?? "…" })
              : t(`inbox.held.${dialog.holder.kind}`)}
          </span>
          <Button size="sm" busy={take.isPending} onClick={() => take.mutate()}>
            {t("inbox.take")} <Kbd>T</Kbd>
          </Button>
        </p>
      )}
      {take.error ? <ErrorNote error={take.error} /> : null}
    </div>
  );
}
