import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Plus, Spline } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { BridgeRow } from "@/api/types";
import { formatNumber } from "@/i18n/format";
import { OnSwitch } from "@/pages/scenarios/on-switch";
import { Button } from "@/ui/button";
import { type Column, DataList, rowLink } from "@/ui/data-list";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { useShortcuts } from "@/ui/shortcuts";
import { Ago } from "@/ui/time";
import { NewBridge } from "./new-bridge";
import { bridgesQuery } from "./queries";

const route = getRouteApi("/studio/bridges");

function sourceOf(row: BridgeRow): string {
  return row.start.on === "hook_received" ? row.start.hook : row.start.on;
}

function useColumns(): Column<BridgeRow>[] {
  const { t } = useTranslation();
  const count = (n: number, tone: string) => (
    <span className={n > 0 ? tone : "text-faint"}>{formatNumber(n)}</span>
  );
  return [
    {
      key: "on",
      label: t("bridges.running"),
      quiet: true,
      width: "3rem",
      phone: "side",
      cell: (row) => (
        <span className="relative z-10">
          <OnSwitch id={row.id} name={row.name} on={row.on} />
        </span>
      ),
    },
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,2fr)",
      phone: "main",
      cell: (row) => (
        <Link to="/bridges/$id" params={{ id: row.id }} className={rowLink}>
          {row.name}
        </Link>
      ),
    },
    {
      key: "way",
      label: t("bridges.way"),
      width: "minmax(0,2fr)",
      phone: "sub",
      cell: (row) => (
        <span className="font-mono text-xs text-soft">
          {sourceOf(row)} → {row.connection ? `${row.connection}.${row.operation}` : t("bridges.extended")}
        </span>
      ),
    },
    {
      key: "fired",
      label: t("bridges.firedToday"),
      width: "6rem",
      end: true,
      cell: (row) => count(row.fired_today, "text-soft"),
    },
    {
      key: "stopped",
      label: t("bridges.stoppedToday"),
      width: "6rem",
      end: true,
      phone: "hide",
      cell: (row) => count(row.stopped_today, "text-soft"),
    },
    {
      key: "failed",
      label: t("bridges.failedToday"),
      width: "6rem",
      end: true,
      cell: (row) => count(row.failed_today, "text-bad"),
    },
    {
      key: "last",
      label: t("bridges.lastRun"),
      width: "8rem",
      end: true,
      phone: "hide",
      cell: (row) => (
        <span className="text-faint">
          {row.last_run_at ? <Ago at={row.last_run_at} /> : t("common.never")}
        </span>
      ),
    },
  ];
}

export function BridgesPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const bridges = useQuery(bridgesQuery);
  const columns = useColumns();
  const creating = (open: boolean) => void navigate({ search: open ? { new: "1" } : {} });
  useShortcuts(t("shortcuts.here"), [{ keys: ["n"], label: t("bridges.new"), run: () => creating(true) }]);
  const create = (
    <Button variant="primary" onClick={() => creating(true)}>
      <Plus /> {t("bridges.new")}
    </Button>
  );
  return (
    <Page fixed title={t("bridges.title")} description={t("bridges.description")} actions={create}>
      <Load query={bridges}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Spline} title={t("bridges.empty")} text={t("bridges.emptyText")}>
              {create}
            </Empty>
          ) : (
            <DataList label={t("bridges.title")} columns={columns} rows={rows} />
          )
        }
      </Load>
      {search.new ? <NewBridge onOpenChange={creating} /> : null}
    </Page>
  );
}
