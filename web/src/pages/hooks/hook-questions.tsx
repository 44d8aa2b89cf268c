import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { Hook } from "@/api/types";
import { currentZone } from "@/i18n/format";
import { fromLocalInput, toLocalInput } from "@/i18n/zoned";
import { Confirm } from "@/ui/confirm";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { useHookChange, usePutHook } from "./queries";

export type Question = "rotate" | "delete" | "rename" | "replay";

export function HookQuestions({
  hook,
  asking,
  close,
}: {
  hook: Hook;
  asking: Question | null;
  close: () => void;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState(hook.settings.name);
  const zone = currentZone();
  const hour = 3_600_000_000;
  const [from, setFrom] = useState(() => toLocalInput(Date.now() * 1000 - 24 * hour, zone));
  const [to, setTo] = useState(() => toLocalInput(Date.now() * 1000 + hour, zone));
  const put = usePutHook(hook.id);
  const replay = useHookChange(async () => {
    await api.post(`/hooks/${hook.id}/replay`, {
      from: fromLocalInput(from, zone),
      to: fromLocalInput(to, zone),
    });
    toast.success(t("hooks.replayed"));
  });
  const rotate = useHookChange(() => api.post(`/hooks/${hook.id}/rotate`));
  const remove = useHookChange(async () => {
    await api.delete(`/hooks/${hook.id}`);
    await navigate({ to: "/hooks" });
  });
  return (
    <>
      <FormDialog
        title={t("hooks.rename")}
        open={asking === "rename"}
        onOpenChange={close}
        onSubmit={() => put.mutateAsync({ key: hook.key, settings: { ...hook.settings, name } })}
      >
        <Field label={t("common.name")}>
          {(props) => (
            <Input {...props} required autoFocus value={name} onChange={(e) => setName(e.target.value)} />
          )}
        </Field>
      </FormDialog>
      <FormDialog
        title={t("hooks.replayRange")}
        description={t("hooks.replayRangeText")}
        open={asking === "replay"}
        onOpenChange={close}
        action={t("hooks.replay")}
        onSubmit={() => replay.mutateAsync(undefined)}
      >
        <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
          <Field label={t("runs.from")}>
            {(props) => (
              <Input
                {...props}
                type="datetime-local"
                required
                value={from}
                onChange={(e) => setFrom(e.target.value)}
              />
            )}
          </Field>
          <Field label={t("runs.to")}>
            {(props) => (
              <Input
                {...props}
                type="datetime-local"
                required
                value={to}
                onChange={(e) => setTo(e.target.value)}
              />
            )}
          </Field>
        </div>
      </FormDialog>
      <Confirm
        title={t("hooks.rotateTitle")}
        text={t("hooks.rotateText")}
        action={t("hooks.rotateAction")}
        danger
        open={asking === "rotate"}
        onOpenChange={close}
        onConfirm={() => rotate.mutateAsync(undefined)}
      />
      <Confirm
        title={t("hooks.deleteTitle", { name: hook.settings.name })}
        text={t("hooks.deleteText")}
        action={t("common.delete")}
        danger
        open={asking === "delete"}
        onOpenChange={close}
        onConfirm={() => remove.mutateAsync(undefined)}
      />
    </>
  );
}
