import type { MouseEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { usePages } from "@/api/pages";
import type { AnyRecord, RecordKind } from "@/api/types";
import { ColumnChooser } from "@/ui/column-chooser";
import { type Column, DataList, rowLink } from "@/ui/data-list";
import { Load } from "@/ui/load";
import { kindPath, recordTitle } from "@/ui/record-link";
import { usePhone } from "@/ui/use-phone";
import { useRecordChange } from "../queries";
import { keysOf, useColumns } from "./use-columns";

interface RecordTableProps {
  kind: RecordKind;
  label: string;
  filter: Record<string, string>;
  /** The address's list of columns; the usual ones when absent. */
  columns: string | undefined;
  marked: ReadonlySet<string>;
  setMarked: (ids: Set<string>) => void;
  current?: string;
  /** Opens a record beside the table; without it, and with a modifier, its page opens. */
  open?: (id: string) => void;
  empty: ReactNode;
}

/** Which columns a table shows. */
export function TableTools({
  kind,
  columns,
  setColumns,
}: {
  kind: RecordKind;
  columns: string | undefined;
  setColumns: (columns: string | undefined) => void;
}) {
  const { choices } = useColumns(kind, columns);
  return (
    <ColumnChooser
      columns={choices}
      onChange={(next) => setColumns(keysOf(next) || undefined)}
      onReset={columns ? () => setColumns(undefined) : undefined}
    />
  );
}

/** A table of records: any columns, cells edited where they stand, read on by keyset as it is scrolled. */
export function RecordTable(props: RecordTableProps) {
  const { kind, label, filter, marked, setMarked, current, open, empty } = props;
  const { t } = useTranslation();
  const narrow = usePhone();
  const { shown } = useColumns(kind, props.columns);
  const list = usePages<AnyRecord>(["records", kind, "list"], kindPath[kind], filter);
  const change = useRecordChange(({ id, ...body }: { id: string; [field: string]: unknown }) =>
    api.patch(`${kindPath[kind]}/${id}`, body),
  );
  const follow = (id: string) => (event: MouseEvent) => {
    if (!open || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(id);
  };
  const phone = (place: number) => (place === 0 ? "sub" : place === 1 ? "side" : "hide");
  const columns: Column<AnyRecord>[] = [
    {
      key: "name",
      label: kind === "task" ? t("records.text") : t("common.name"),
      width: "minmax(12rem,1.8fr)",
      phone: "main",
      cell: (record) => (
        <a href={`${kindPath[kind]}/${record.id}`} className={rowLink} onClick={follow(record.id)}>
          {recordTitle(record) || record.id}
        </a>
      ),
    },
    ...shown.map(
      (column, place): Column<AnyRecord> => ({
        key: column.key,
        label: column.label,
        width: column.width,
        end: column.end,
        edit: column.edit && !narrow,
        phone: column.phone ?? phone(place),
        cell: (record) =>
          narrow && column.plain
            ? column.plain(record)
            : column.cell({
                record,
                name: recordTitle(record),
                save: (body) => change.mutateAsync({ ...body, id: record.id }),
              }),
      }),
    ),
  ];
  return (
    <Load query={list.query}>
      {(rows) =>
        rows.length === 0 ? (
          empty
        ) : (
          <DataList
            label={label}
            columns={columns}
            rows={rows}
            hasMore={list.hasMore}
            loadingMore={list.loadingMore}
            onMore={list.onMore}
            selected={marked}
            onSelect={setMarked}
            current={current}
          />
        )
      }
    </Load>
  );
}
