import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Plus, Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";
import { scenariosQuery } from "@/api/scenarios";
import type { ScenarioRow } from "@/api/types";
import { formatNumber } from "@/i18n/format";
import { startName } from "@/trace/describe";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { type Column, DataList, rowLink } from "@/ui/data-list";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { useShortcuts } from "@/ui/shortcuts";
import { Ago } from "@/ui/time";
import { NewScenario } from "./new-scenario";
import { OnSwitch } from "./on-switch";

const route = getRouteApi("/studio/scenarios");

function Count({ value, bad }: { value: number; bad?: boolean }) {
  return (
    <span className={cn(value === 0 ? "text-faint" : bad ? "text-bad" : "text-ink")}>
      {formatNumber(value)}
    </span>
  );
}

function useColumns(): Column<ScenarioRow>[] {
  const { t } = useTranslation();
  return [
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,2fr)",
      phone: "main",
      cell: (row) => (
        <span className="flex items-center gap-2">
          <Link to="/scenarios/$id" params={{ id: row.id }} className={cn(rowLink, "truncate")}>
            {row.name}
          </Link>
          {row.valid ? null : <Badge tone="bad">{t("scenarios.invalid")}</Badge>}
        </span>
      ),
    },
    {
      key: "on",
      label: t("common.on"),
      width: "3rem",
      phone: "side",
      cell: (row) => (
        <span className="relative z-10 flex">
          <OnSwitch id={row.id} name={row.name} on={row.on} disabled={!row.valid && !row.on} />
        </span>
      ),
    },
    {
      key: "start",
      label: t("scenarios.starts"),
      width: "minmax(0,1.4fr)",
      phone: "sub",
      cell: (row) => <span className="text-soft">{startName(t, row.start.on)}</span>,
    },
    {
      key: "last",
      label: t("scenarios.lastRun"),
      width: "7.5rem",
      end: true,
      phone: "sub",
      cell: (row) => (
        <span className="text-faint">
          {row.last_run_at ? <Ago at={row.last_run_at} /> : t("common.never")}
        </span>
      ),
    },
    {
      key: "today",
      label: t("scenarios.today"),
      width: "4.5rem",
      end: true,
      cell: (row) => <Count value={row.fired_today} />,
    },
    {
      key: "errors",
      label: t("scenarios.errors"),
      width: "4.5rem",
      end: true,
      cell: (row) => <Count value={row.failed_today} bad />,
    },
    {
      key: "pending",
      label: t("scenarios.pending"),
      width: "5.5rem",
      end: true,
      cell: (row) =>
        row.pending > 0 ? (
          <Link
            to="/timers"
            search={{ scenario: row.id }}
            className="relative z-10 text-accent-ink hover:underline"
          >
            {formatNumber(row.pending)}
          </Link>
        ) : (
          <Count value={0} />
        ),
    },
  ];
}

export function ScenariosPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const scenarios = useQuery(scenariosQuery);
  const columns = useColumns();
  useShortcuts(t("shortcuts.here"), [
    { keys: ["n"], label: t("scenarios.new"), run: () => void navigate({ search: { new: "1" } }) },
  ]);
  const create = (
    <Button variant="primary" onClick={() => void navigate({ search: { new: "1" } })}>
      <Plus /> {t("scenarios.new")}
    </Button>
  );
  return (
    <Page fixed title={t("scenarios.title")} description={t("scenarios.description")} actions={create}>
      <Load query={scenarios}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Workflow} title={t("scenarios.empty")} text={t("scenarios.emptyText")}>
              {create}
            </Empty>
          ) : (
            <DataList label={t("scenarios.title")} columns={columns} rows={rows} />
          )
        }
      </Load>
      {search.new ? <NewScenario onOpenChange={(open) => open || void navigate({ search: {} })} /> : null}
    </Page>
  );
}
