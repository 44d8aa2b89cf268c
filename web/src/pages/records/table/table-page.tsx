import { Plus } from "lucide-react";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RecordKind } from "@/api/types";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { ExportMenu } from "@/ui/export-menu";
import { FilterBar } from "@/ui/filter-bar";
import { FilterInput } from "@/ui/filter-input";
import { Page } from "@/ui/page";
import { kindIcon, kindPath } from "@/ui/record-link";
import { useLiveRecords } from "../live";
import { NewRecord } from "../new-record";
import { RecordPanel } from "../record-panel";
import { BeginWith } from "./begin-with";
import { RecordBulkBar } from "./bulk-bar";
import { exportColumns } from "./export-columns";
import { endsOf, spanOf, useRecordFilters } from "./filters";
import { RecordTable, TableTools } from "./record-table";
import { filterOf, type TableSearch, withoutFilter } from "./search";
import { Views } from "./views";

interface TablePageProps {
  kind: Exclude<RecordKind, "lead">;
  title: string;
  search: TableSearch;
  put: (search: TableSearch, replace?: boolean) => void;
  /** More buttons beside the one that makes a record. */
  actions?: ReactNode;
  /** Stands before the views, e.g. the choice of another way to look at the same. */
  before?: ReactNode;
}

/** A page that is a table of records: search, filters, views, columns, what is done with many at once. */
export function TablePage({ kind, title, search, put, actions, before }: TablePageProps) {
  const { t } = useTranslation();
  const filters = useRecordFilters(kind);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  useLiveRecords();
  const set = useCallback((change: TableSearch) => put({ ...search, ...change }), [put, search]);
  const setQuery = useCallback((query: string | undefined) => set({ query }), [set]);
  const filter = filterOf(search);
  const { query: _, created_from, created_to, ...rest } = filter;
  const narrowed = Object.keys(filter).length > 0;
  const create = (
    <Button variant="primary" onClick={() => set({ new: "1" })}>
      <Plus /> {t(`records.new.${kind}`)}
    </Button>
  );
  return (
    <Page
      fixed
      title={title}
      actions={
        <>
          {actions}
          <ExportMenu
            table={kindPath[kind].slice(1)}
            query={filter}
            columns={exportColumns(kind, search.columns)}
          />
          {create}
        </>
      }
      toolbar={
        <>
          {before}
          <Views list={kind} layout="table" search={search} put={put} />
          <FilterInput
            label={t("records.search")}
            value={search.query}
            onChange={setQuery}
            className="relative w-64 max-sm:order-first max-sm:w-full"
          />
          <FilterBar
            filters={filters}
            values={{ ...rest, created: spanOf(created_from, created_to) }}
            onChange={(name, value) => set(name === "created" ? endsOf(value) : { [name]: value })}
            onClear={() => put(withoutFilter(search))}
          />
          <span className="ml-auto">
            <TableTools kind={kind} columns={search.columns} setColumns={(columns) => set({ columns })} />
          </span>
        </>
      }
    >
      <RecordTable
        kind={kind}
        label={title}
        filter={filter}
        columns={search.columns}
        marked={marked}
        setMarked={setMarked}
        current={search.panel}
        open={(panel) => put({ ...search, panel }, Boolean(search.panel))}
        empty={
          <Empty
            icon={kindIcon[kind]}
            title={narrowed ? t("records.nothing") : t(`records.empty.${kind}`)}
            text={narrowed ? undefined : t(`records.emptyText.${kind}`)}
          >
            {narrowed ? (
              <Button onClick={() => put(withoutFilter(search))}>{t("ui.clearFilters")}</Button>
            ) : (
              <BeginWith kind={kind}>{create}</BeginWith>
            )}
          </Empty>
        }
      />
      <RecordBulkBar kind={kind} marked={marked} clear={() => setMarked(new Set())} filter={filter} />
      {search.panel ? (
        <RecordPanel
          key={search.panel}
          kind={kind}
          id={search.panel}
          close={() => set({ panel: undefined })}
        />
      ) : null}
      {search.new ? <NewRecord kind={kind} close={() => set({ new: undefined })} /> : null}
    </Page>
  );
}
