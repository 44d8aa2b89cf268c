import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Kanban, Plus, Target } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Pipeline } from "@/api/types";
import { boardModule, LAYOUT_KEPT, layoutOf, pipelineOf } from "@/app/warm";
import { useLiveRecords } from "@/pages/records/live";
import { NewRecord } from "@/pages/records/new-record";
import { pipelinesQuery } from "@/pages/records/queries";
import { RecordPanel } from "@/pages/records/record-panel";
import { BeginWith } from "@/pages/records/table/begin-with";
import { RecordBulkBar } from "@/pages/records/table/bulk-bar";
import { exportColumns } from "@/pages/records/table/export-columns";
import { endsOf, spanOf, useRecordFilters } from "@/pages/records/table/filters";
import {
  boardQueryOf,
  filterOf,
  ordersOf,
  type TableSearch,
  withoutFilter,
} from "@/pages/records/table/search";
import { Views } from "@/pages/records/table/views";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { ExportMenu } from "@/ui/export-menu";
import { Select } from "@/ui/field";
import { FilterBar } from "@/ui/filter-bar";
import { FilterInput } from "@/ui/filter-input";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { useShortcuts } from "@/ui/shortcuts";
import { Skeleton } from "@/ui/skeleton";
import { useBoard } from "./board/use-board";
import { LeadTable, LeadTableTools } from "./table";

const Board = lazy(boardModule);
const route = getRouteApi("/studio/leads");

const LAYOUTS = ["board", "table"] as const;

/** Board or table: as the address says, else as it was left here. */
function useLayout(search: TableSearch) {
  const layout = layoutOf(search);
  useEffect(() => localStorage.setItem(LAYOUT_KEPT, layout), [layout]);
  return layout;
}

function Waiting() {
  return (
    <div className="flex min-h-0 flex-1 gap-3 overflow-hidden p-4">
      {[5, 3, 4, 2].map((cards) => (
        <div key={cards} className="flex w-72 shrink-0 flex-col gap-2 rounded-xl bg-sunken p-2 pt-4">
          <Skeleton className="h-5 w-32" />
          {Array.from({ length: cards }, (_, index) => (
            <Skeleton key={index} className="h-24 w-full rounded-lg" />
          ))}
        </div>
      ))}
    </div>
  );
}

interface OnBoardProps {
  pipeline: Pipeline;
  search: TableSearch;
  set: (change: TableSearch) => void;
  marked: ReadonlySet<string>;
  setMarked: (ids: Set<string>) => void;
  openLead: (id: string) => void;
}

function OnBoard({ pipeline, search, set, marked, setMarked, openLead }: OnBoardProps) {
  const query = boardQueryOf(search);
  const board = useBoard(pipeline.id, query);
  return (
    <Load query={board} waiting={<Waiting />}>
      {(data) => (
        <Suspense fallback={<Waiting />}>
          <Board
            key={pipeline.id}
            pipeline={pipeline}
            data={data}
            query={query}
            current={search.panel}
            open={openLead}
            orders={ordersOf(search)}
            setOrder={(stage, order) => set({ [`sort.${stage}`]: order === "by_hand" ? undefined : order })}
            marked={marked}
            setMarked={setMarked}
          />
        </Suspense>
      )}
    </Load>
  );
}

/** What the board shows: one pipeline, and no stage by itself. */
function boardFilter(search: TableSearch, pipeline: Pipeline | undefined): Record<string, string> {
  const { stage: _, ...filter } = filterOf(search);
  return pipeline?.id ? { ...filter, pipeline: pipeline.id } : filter;
}

/** Leads: the board of a pipeline, or a table of all. */
export function LeadsPage() {
  const { t } = useTranslation();
  const search: TableSearch = route.useSearch();
  const navigate = route.useNavigate();
  const pipelines = useQuery(pipelinesQuery);
  const layout = useLayout(search);
  const filters = useRecordFilters("lead", layout === "board");
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  useLiveRecords();
  const put = useCallback(
    (next: TableSearch, replace = true) => void navigate({ search: next, replace }),
    [navigate],
  );
  const set = useCallback(
    (change: TableSearch, replace = true) => put({ ...search, ...change }, replace),
    [put, search],
  );
  const setQuery = useCallback((query: string | undefined) => set({ query }), [set]);
  useShortcuts(t("shortcuts.here"), [
    { keys: ["n"], label: t("records.new.lead"), run: () => set({ new: "1" }) },
    ...(layout === "board" ? [{ keys: ["Space"], label: t("shortcuts.lift") }] : []),
  ]);
  const openLead = (panel: string) => set({ panel }, Boolean(search.panel));
  const all = pipelines.data ?? [];
  const pipeline = pipelineOf(all, search);
  const { query: _, created_from, created_to, ...rest } = filterOf(search);
  const values = { ...rest, created: spanOf(created_from, created_to) };
  return (
    <Page
      fixed
      title={t("nav.leads")}
      actions={
        <>
          <Segmented
            label={t("board.layout")}
            value={layout}
            options={LAYOUTS.map((name) => ({ name, label: t(`board.layouts.${name}`) }))}
            onChange={(next) => set({ layout: next })}
          />
          <ExportMenu
            table="leads"
            query={{ ...filterOf(search), pipeline: layout === "board" ? pipeline?.id : search.pipeline }}
            columns={layout === "table" ? exportColumns("lead", search.columns) : undefined}
          />
          <Button variant="primary" onClick={() => set({ new: "1" })}>
            <Plus /> <span className="max-sm:sr-only">{t("records.new.lead")}</span>
          </Button>
        </>
      }
      toolbar={
        <>
          {layout === "board" && all.length > 1 ? (
            <Select
              aria-label={t("board.pipeline")}
              className="w-44"
              value={pipeline?.id ?? ""}
              onChange={(event) => set({ pipeline: event.target.value })}
            >
              {all.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </Select>
          ) : null}
          <Views list="lead" layout={layout} search={search} put={put} />
          <FilterInput
            label={t("records.search")}
            value={search.query}
            onChange={setQuery}
            className="relative w-64 max-sm:order-first max-sm:w-full"
          />
          <FilterBar
            filters={filters}
            values={values}
            onChange={(name, value) => set(name === "created" ? endsOf(value) : { [name]: value })}
            onClear={() => put(withoutFilter(search))}
          />
          {layout === "table" ? (
            <span className="ml-auto">
              <LeadTableTools columns={search.columns} setColumns={(columns) => set({ columns })} />
            </span>
          ) : null}
        </>
      }
    >
      <div className="relative flex min-h-0 flex-1 flex-col">
        <Load query={pipelines} waiting={<Waiting />}>
          {() => {
            if (!pipeline)
              return <Empty icon={Kanban} title={t("board.noPipeline")} text={t("board.noPipelineText")} />;
            return layout === "board" ? (
              <OnBoard
                pipeline={pipeline}
                search={search}
                set={set}
                marked={marked}
                setMarked={setMarked}
                openLead={openLead}
              />
            ) : (
              <LeadTable
                filter={filterOf(search)}
                columns={search.columns}
                marked={marked}
                setMarked={setMarked}
                current={search.panel}
                openLead={openLead}
                empty={
                  <Empty
                    icon={Target}
                    title={
                      Object.keys(filterOf(search)).length > 0
                        ? t("records.nothing")
                        : t("records.empty.lead")
                    }
                    text={t("records.emptyText.lead")}
                  >
                    {Object.keys(filterOf(search)).length > 0 ? (
                      <Button onClick={() => put(withoutFilter(search))}>{t("ui.clearFilters")}</Button>
                    ) : (
                      <BeginWith kind="lead" />
                    )}
                  </Empty>
                }
              />
            );
          }}
        </Load>
        <RecordBulkBar
          kind="lead"
          marked={marked}
          clear={() => setMarked(new Set())}
          filter={layout === "board" ? boardFilter(search, pipeline) : filterOf(search)}
        />
      </div>
      {search.panel ? (
        <RecordPanel
          key={search.panel}
          kind="lead"
          id={search.panel}
          close={() => set({ panel: undefined })}
        />
      ) : null}
      {search.new ? <NewRecord kind="lead" close={() => set({ new: undefined })} /> : null}
    </Page>
  );
}
