import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Query } from "@/api/client";
import { usePages } from "@/api/pages";
import type { RecordKind, RecordOf } from "@/api/types";
import { Button } from "@/ui/button";
import { type Column, DataList } from "@/ui/data-list";
import { Empty } from "@/ui/empty";
import { ExportMenu } from "@/ui/export-menu";
import { FilterInput } from "@/ui/filter-input";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { kindIcon, kindPath } from "@/ui/record-link";
import { useShortcuts } from "@/ui/shortcuts";
import { NewRecord } from "./new-record";

export interface ListSearch {
  query?: string;
  stage?: string;
  open?: string;
  new?: string;
}

interface ListPageProps<Kind extends RecordKind> {
  kind: Kind;
  title: string;
  columns: Column<RecordOf[Kind]>[];
  search: ListSearch;
  setSearch: (search: ListSearch) => void;
  query?: Query;
  filters?: ReactNode;
}

/** The plain table of a kind of record: search, filters, a new one. */
export function ListPage<Kind extends RecordKind>({
  kind,
  title,
  columns,
  search,
  setSearch,
  query,
  filters,
}: ListPageProps<Kind>) {
  const { t } = useTranslation();
  const list = usePages<RecordOf[Kind]>(["records", kind, "list"], kindPath[kind], {
    query: search.query,
    ...query,
  });
  const { new: creating, ...kept } = search;
  const setQuery = useCallback(
    (text: string | undefined) => setSearch({ ...search, query: text }),
    [search, setSearch],
  );
  const filtered = Object.values(kept).some(Boolean);
  useShortcuts(t("shortcuts.here"), [
    { keys: ["n"], label: t(`records.new.${kind}`), run: () => setSearch({ ...search, new: "1" }) },
  ]);
  const create = (
    <Button variant="primary" onClick={() => setSearch({ ...search, new: "1" })}>
      <Plus /> {t(`records.new.${kind}`)}
    </Button>
  );
  return (
    <Page
      fixed
      title={title}
      actions={
        <>
          <ExportMenu table={kindPath[kind].slice(1)} query={{ query: search.query, ...query }} />
          {create}
        </>
      }
      toolbar={
        <>
          <FilterInput
            label={t("records.search")}
            value={search.query}
            onChange={setQuery}
            className="relative w-80 max-sm:w-full"
          />
          {filters}
        </>
      }
    >
      <Load query={list.query}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={kindIcon[kind]}
              title={filtered ? t("records.nothing") : t(`records.empty.${kind}`)}
              text={filtered ? undefined : t(`records.emptyText.${kind}`)}
            >
              {filtered ? <Button onClick={() => setSearch({})}>{t("runs.clearFilters")}</Button> : create}
            </Empty>
          ) : (
            <DataList
              label={title}
              columns={columns}
              rows={rows}
              hasMore={list.hasMore}
              loadingMore={list.loadingMore}
              onMore={list.onMore}
            />
          )
        }
      </Load>
      {creating ? <NewRecord kind={kind} close={() => setSearch(kept)} /> : null}
    </Page>
  );
}
