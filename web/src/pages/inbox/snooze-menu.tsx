import { AlarmClock } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { currentZone, formatDateTime } from "@/i18n/format";
import { Button, IconButton } from "@/ui/button";
import { DateTimeInput } from "@/ui/date-time-input";
import { ErrorNote } from "@/ui/error-note";
import { Input } from "@/ui/field";
import { Popover } from "@/ui/popover";
import { useDialogAct } from "./queries";
import { SNOOZES, until } from "./snooze";
import { momentOf } from "./snooze-words";
import type { Dialog } from "./types";

interface Props {
  dialog: Dialog;
  open: boolean;
  setOpen: (open: boolean) => void;
}

/** Until the person writes: a dialog that is put off comes back then, whatever the moment. */
const YEAR = 365 * 86_400_000_000;

/** Puts the dialog off until a moment, or until the person writes. */
export function SnoozeMenu({ dialog, open, setOpen }: Props) {
  const { t } = useTranslation();
  const [picked, setPicked] = useState<number | null>(null);
  const now = Date.now() * 1000;
  const put = useDialogAct((at: number) => api.post(`/dialogs/${dialog.id}/snooze`, { until: at }));
  const choose = (at: number) =>
    put.mutate(at, {
      onSuccess: () => {
        setOpen(false);
        toast.success(
          at - now >= YEAR ? t("inbox.snoozedReply") : t("inbox.snoozed", { when: formatDateTime(at) }),
        );
      },
    });
  return (
    <Popover
      label={t("inbox.snooze")}
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="w-72"
      trigger={
        <IconButton label={t("inbox.snooze")}>
          <AlarmClock />
        </IconButton>
      }
    >
      <p className="pb-1 text-xs text-faint">{t("inbox.snoozeText")}</p>
      <div className="flex flex-col">
        {SNOOZES.map((name) => {
          const at = until(name, now, currentZone());
          return at === null ? null : (
            <Button key={name} variant="ghost" className="justify-between" onClick={() => choose(at)}>
              {t(`inbox.snoozeFor.${name}`)}
              <span className="text-xs text-faint">{formatDateTime(at)}</span>
            </Button>
          );
        })}
      </div>
      <Button variant="ghost" className="w-full justify-between" onClick={() => choose(now + YEAR)}>
        {t("inbox.snoozeFor.reply")}
      </Button>
      <InWords now={now} busy={put.isPending} choose={choose} />
      <div className="mt-2 flex flex-col gap-2 border-t pt-3">
        <DateTimeInput label={t("inbox.snoozeUntil")} value={picked} onChange={setPicked} clock="09:00" />
        <Button
          disabled={picked === null || picked <= now}
          busy={put.isPending}
          onClick={() => picked !== null && choose(picked)}
        >
          {t("inbox.snooze")}
        </Button>
        {put.error ? <ErrorNote error={put.error} /> : null}
      </div>
    </Popover>
  );
}

/** The moment in words: `tomorrow 15:00`, `in 2 hours`. */
function InWords({ now, busy, choose }: { now: number; busy: boolean; choose: (at: number) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const at = momentOf(text, now, currentZone());
  return (
    <form
      className="mt-2 flex flex-col gap-1 border-t pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (at !== null) choose(at);
      }}
    >
      <div className="flex gap-2">
        <Input
          aria-label={t("inbox.snoozeWords")}
          placeholder={t("inbox.snoozeWords")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" disabled={at === null} busy={busy}>
          {t("inbox.snooze")}
        </Button>
      </div>
      <p role="status" className="min-h-4 text-xs text-faint">
        {at !== null ? formatDateTime(at) : text.trim() ? t("inbox.snoozeUnknown") : ""}
      </p>
    </form>
  );
}
