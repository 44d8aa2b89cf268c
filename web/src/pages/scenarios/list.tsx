import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowUpDown, Plus, Workflow } from "lucide-react";
import { useState } from "react";
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
import { FilterInput } from "@/ui/filter-input";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { useShortcuts } from "@/ui/shortcuts";
import { Ago } from "@/ui/time";
import { FirstTemplates } from "./first-templates";
import { NewScenario } from "./new-scenario";
import { OnSwitch } from "./on-switch";
import { OrderDialog } from "./order-dialog";

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

const STATES = ["all", "on", "off"] as const;

function fits(row: ScenarioRow, query: string | undefined, on: string | undefined): boolean {
  const words = (query ?? "").toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const text = `${row.name} ${row.key}`.toLocaleLowerCase();
  return (on === "on" ? row.on : on === "off" ? !row.on : true) && words.every((word) => text.includes(word));
}

function Rows({ rows }: { rows: ScenarioRow[] }) {
  const { t } = useTranslation();
  const columns = useColumns();
  return rows.length > 0 ? (
    <DataList label={t("scenarios.title")} columns={columns} rows={rows} />
  ) : (
    <Empty icon={Workflow} title={t("picker.empty")} text={t("scenarioForm.filterEmpty")} />
  );
}

export function ScenariosPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const scenarios = useQuery(scenariosQuery);
  const [ordering, setOrdering] = useState(false);
  useShortcuts(t("shortcuts.here"), [
    { keys: ["n"], label: t("scenarios.new"), run: () => void navigate({ search: { new: "1" } }) },
  ]);
  const create = (
    <Button
      variant="primary"
      onClick={() => void navigate({ search: (before) => ({ ...before, new: "1" }) })}
    >
      <Plus /> {t("scenarios.new")}
    </Button>
  );
  const put = (change: { query?: string; on?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const actions = (
    <>
      <Button disabled={(scenarios.data?.length ?? 0) < 2} onClick={() => setOrdering(true)}>
        <ArrowUpDown /> <span className="max-sm:sr-only">{t("scenarioForm.order.open")}</span>
      </Button>
      {create}
    </>
  );
  const toolbar = (
    <>
      <FilterInput
        label={t("scenarioForm.filter")}
        value={search.query}
        onChange={(query) => put({ query })}
      />
      <Segmented
        label={t("common.on")}
        value={STATES.find((one) => one === search.on) ?? "all"}
        onChange={(on) => put({ on: on === "all" ? undefined : on })}
        options={STATES.map((name) => ({ name, label: t(`scenarioForm.filterOn.${name}`) }))}
      />
    </>
  );
  return (
    <Page
      fixed
      title={t("scenarios.title")}
      description={t("scenarios.description")}
      actions={actions}
      toolbar={scenarios.data?.length ? toolbar : undefined}
    >
      <Load query={scenarios}>
        {(rows) =>
          rows.length === 0 ? (
            <>
              <Empty icon={Workflow} title={t("scenarios.empty")} text={t("scenarios.emptyText")}>
                {create}
              </Empty>
              <FirstTemplates
                begin={(template) => void navigate({ search: (before) => ({ ...before, new: template }) })}
              />
            </>
          ) : (
            <Rows rows={rows.filter((row) => fits(row, search.query, search.on))} />
          )
        }
      </Load>
      {ordering && scenarios.data ? (
        <OrderDialog rows={scenarios.data} close={() => setOrdering(false)} />
      ) : null}
      {search.new ? <NewScenario onOpenChange={(open) => open || void navigate({ search: {} })} /> : null}
    </Page>
  );
}
