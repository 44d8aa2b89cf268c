import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type TableSearch, tableSearch } from "../table/search";
import { TablePage } from "../table/table-page";

const route = getRouteApi("/studio/tasks");

/** Every task in a table; `choose` leads back to the day and the calendar. */
export function TasksTable({ choose }: { choose: ReactNode }) {
  const { t } = useTranslation();
  const { saved, ...address } = route.useSearch();
  const navigate = route.useNavigate();
  // `view` says here that it is the table: the saved view has a name of its own in the address.
  const search: TableSearch = { ...tableSearch(address), view: saved };
  const put = useCallback(
    ({ view, layout: _, ...next }: TableSearch, replace = true) =>
      void navigate({ search: { ...next, view: "list", saved: view }, replace }),
    [navigate],
  );
  return <TablePage kind="task" title={t("nav.tasks")} search={search} put={put} before={choose} />;
}
