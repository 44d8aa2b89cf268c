import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RunRow } from "@/api/types";
import { formatMicros } from "@/i18n/format";
import { Status } from "@/ui/badge";
import { type Column, rowLink } from "@/ui/data-list";
import { RecordLink } from "@/ui/record-link";
import { runTone } from "@/ui/states";
import { Ago } from "@/ui/time";

export function useRunColumns(): Column<RunRow>[] {
  const { t } = useTranslation();
  return [
    {
      key: "scenario",
      label: t("runs.scenario"),
      width: "minmax(0,1.6fr)",
      phone: "main",
      cell: (run) => (
        <Link to="/runs/$id" params={{ id: run.id }} className={rowLink}>
          {run.scenario.name}
        </Link>
      ),
    },
    {
      key: "status",
      label: t("runs.status"),
      width: "minmax(0,1fr)",
      phone: "side",
      cell: (run) => <Status tone={runTone[run.status]}>{t(`run.status.${run.status}`)}</Status>,
    },
    {
      key: "record",
      label: t("runs.record"),
      width: "minmax(0,1.4fr)",
      phone: "sub",
      cell: (run) =>
        run.record ? (
          <RecordLink record={run.record} />
        ) : (
          <span className="text-faint">{run.note ?? "—"}</span>
        ),
    },
    {
      key: "took",
      label: t("runs.took"),
      width: "5rem",
      end: true,
      cell: (run) => <span className="text-faint">{formatMicros(run.us)}</span>,
    },
    {
      key: "version",
      label: t("runs.version"),
      width: "4rem",
      end: true,
      cell: (run) => <span className="text-faint">{run.version}</span>,
    },
    {
      key: "when",
      label: t("runs.when"),
      width: "7rem",
      end: true,
      phone: "sub",
      cell: (run) => (
        <span className="text-faint">
          <Ago at={run.at} />
        </span>
      ),
    },
  ];
}
