import { AlarmClock, ArrowLeft, Check, Ellipsis, IdCard, RotateCcw, Search, Undo2, Zap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { Badge, type Tone } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Menu, MenuItem } from "@/ui/menu";
import { usePhone } from "@/ui/use-phone";
import { AssignMenu } from "./assign-menu";
import { LocalTime } from "./local-time";
import { useDialogAct } from "./queries";
import { SnoozeMenu } from "./snooze-menu";
import type { Dialog } from "./types";
import { useThreadKeys } from "./use-inbox-keys";

const tones: Record<string, Tone> = {
  auto: "accent",
  manual: "warn",
  waiting: "neutral",
  blocked: "bad",
  finished: "good",
  stopped: "bad",
};

interface Props {
  dialog: Dialog;
  next: () => void;
  close: () => void;
  showCard: () => void;
  search: () => void;
  macros: () => void;
}

/** Who one talks to, how the dialog is worked, and what may be done with it. */
export function ThreadHead({ dialog, next, close, showCard, search, macros }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [open, setOpen] = useState<"snooze" | "assign">();
  const act = useDialogAct(({ path, body }: { path: string; body?: unknown }) =>
    api.post(`/dialogs/${dialog.id}/${path}`, body),
  );
  const finish = (thenNext: boolean) =>
    act.mutate(
      { path: "close" },
      {
        onSuccess: () => {
          toast.success(t("inbox.closed", { name: dialog.name || t("inbox.nameless") }));
          if (thenNext) next();
        },
      },
    );
  const is_open = dialog.status !== "finished" && dialog.status !== "stopped";
  useThreadKeys((key) => {
    if (key === "snooze" || key === "assign") setOpen(key);
    if (key === "close" && is_open) finish(false);
    if (key === "closeNext" && is_open) finish(true);
  });
  return (
    <header className="shrink-0 border-b bg-surface px-4 max-sm:px-2">
      <div className="flex min-h-14 items-center gap-2 py-2">
        {phone ? (
          <IconButton label={t("inbox.key.back")} onClick={close}>
            <ArrowLeft />
          </IconButton>
        ) : null}
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-[15px] font-semibold leading-6">
            {dialog.name || t("inbox.nameless")}
          </h2>
          <p className="flex items-center gap-2 text-xs text-faint">
            <Badge tone={tones[dialog.status]}>{t(`inbox.status.${dialog.status}`)}</Badge>
            <span className="truncate">{t(`inbox.channel.${dialog.channel.kind ?? "none"}`)}</span>
            {dialog.contact ? <LocalTime contact={dialog.contact.id} /> : null}
          </p>
        </div>
        {phone ? null : (
          <>
            <IconButton label={t("inbox.key.search")} onClick={search}>
              <Search />
            </IconButton>
            <IconButton label={t("inbox.macros")} onClick={macros}>
              <Zap />
            </IconButton>
          </>
        )}
        <AssignMenu
          dialog={dialog}
          open={open === "assign"}
          setOpen={(yes) => setOpen(yes ? "assign" : undefined)}
        />
        <SnoozeMenu
          dialog={dialog}
          open={open === "snooze"}
          setOpen={(yes) => setOpen(yes ? "snooze" : undefined)}
        />
        {is_open ? (
          <Button variant="primary" busy={act.isPending} onClick={() => finish(false)}>
            <Check /> <span className="max-sm:sr-only">{t("inbox.close")}</span>
          </Button>
        ) : (
          <Button
            busy={act.isPending}
            onClick={() => act.mutate({ path: "status", body: { status: "manual" } })}
          >
            <RotateCcw /> <span className="max-sm:sr-only">{t("inbox.reopen")}</span>
          </Button>
        )}
        <More
          dialog={dialog}
          act={act.mutate}
          showCard={showCard}
          search={search}
          macros={macros}
          phone={phone}
        />
      </div>
      {act.error ? <ErrorNote className="mb-2" error={act.error} /> : null}
    </header>
  );
}

interface MoreProps {
  dialog: Dialog;
  act: (what: { path: string; body?: unknown }) => void;
  showCard: () => void;
  search: () => void;
  macros: () => void;
  phone: boolean;
}

function More({ dialog, act, showCard, search, macros, phone }: MoreProps) {
  const { t } = useTranslation();
  return (
    <Menu
      trigger={
        <IconButton label={t("common.more")}>
          <Ellipsis />
        </IconButton>
      }
    >
      {phone ? (
        <MenuItem onSelect={showCard}>
          <IdCard /> {t("inbox.card")}
        </MenuItem>
      ) : null}
      {phone ? (
        <MenuItem onSelect={search}>
          <Search /> {t("inbox.key.search")}
        </MenuItem>
      ) : null}
      {phone ? (
        <MenuItem onSelect={macros}>
          <Zap /> {t("inbox.macros")}
        </MenuItem>
      ) : null}
      <MenuItem disabled={dialog.holder.kind !== "operator"} onSelect={() => act({ path: "release" })}>
        <Undo2 /> {t("inbox.release")}
      </MenuItem>
      {dialog.snoozed_until ? (
        <MenuItem onSelect={() => act({ path: "snooze", body: { until: null } })}>
          <AlarmClock /> {t("inbox.wake")}
        </MenuItem>
      ) : null}
      {(["auto", "manual", "waiting", "blocked"] as const).map((status) => (
        <MenuItem
          key={status}
          checked={dialog.status === status}
          onSelect={() => act({ path: "status", body: { status } })}
        >
          {t(`inbox.status.${status}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
