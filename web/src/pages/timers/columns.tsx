import { Link } from "@tanstack/react-router";
import { Ellipsis, Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { PendingTimer } from "@/api/types";
import { formatDateTime } from "@/i18n/format";
import { actionName } from "@/trace/describe";
import { IconButton } from "@/ui/button";
import { type Column, rowLink } from "@/ui/data-list";
import { Menu, MenuItem } from "@/ui/menu";
import { RecordLink } from "@/ui/record-link";
import { Ago } from "@/ui/time";

interface Acts {
  runNow: (id: string) => void;
  move: (timer: PendingTimer) => void;
  cancel: (id: string) => void;
}

export function useTimerColumns({ runNow, move, cancel }: Acts): Column<PendingTimer>[] {
  const { t } = useTranslation();
  return [
    {
      key: "action",
      label: t("timers.action"),
      width: "minmax(0,1.2fr)",
      phone: "main",
      cell: (row) => (
        <button type="button" className={`${rowLink} max-w-full truncate`} onClick={() => move(row)}>
          {row.dialog
            ? t("timers.dialogClock")
            : row.action
              ? actionName(t, row.action)
              : t("policy.waitingRun")}
        </button>
      ),
    },
    {
      key: "scenario",
      label: t("runs.scenario"),
      width: "minmax(0,1.4fr)",
      phone: "sub",
      cell: (row) =>
        row.dialog ? (
          <Link
            to="/inbox"
            search={{ dialog: row.dialog }}
            className="relative z-10 text-soft hover:underline"
          >
            {t("timers.dialog")}
          </Link>
        ) : (
          <Link
            to="/scenarios/$id"
            params={{ id: row.scenario.id }}
            className="relative z-10 text-soft hover:underline"
          >
            {row.scenario.name}
          </Link>
        ),
    },
    {
      key: "record",
      label: t("runs.record"),
      width: "minmax(0,1.4fr)",
      cell: (row) =>
        row.record ? <RecordLink record={row.record} /> : <span className="text-faint">—</span>,
    },
    {
      key: "due",
      label: t("timers.due"),
      width: "11rem",
      end: true,
      phone: "sub",
      cell: (row) => formatDateTime(row.due_at),
    },
    {
      key: "in",
      label: t("timers.dueIn"),
      width: "6.5rem",
      end: true,
      cell: (row) => (
        <span className="text-faint">
          <Ago at={row.due_at} />
        </span>
      ),
    },
    {
      key: "acts",
      label: t("common.more"),
      quiet: true,
      width: "4.5rem",
      end: true,
      phone: "side",
      cell: (row) => (
        <span className="relative z-10 inline-flex">
          <IconButton label={t("timers.runNow")} size="iconSm" onClick={() => runNow(row.id)}>
            <Play />
          </IconButton>
          <Menu
            trigger={
              <IconButton label={t("common.more")} size="iconSm">
                <Ellipsis />
              </IconButton>
            }
          >
            <MenuItem onSelect={() => move(row)}>{t("timers.move")}</MenuItem>
            <MenuItem danger onSelect={() => cancel(row.id)}>
              {t("timers.cancel")}
            </MenuItem>
          </Menu>
        </span>
      ),
    },
  ];
}
