import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { TableSearch } from "../table/search";
import { TablePage } from "../table/table-page";

const route = getRouteApi("/studio/contacts");

export function ContactsPage() {
  const { t } = useTranslation();
  const search: TableSearch = route.useSearch();
  const navigate = route.useNavigate();
  const put = useCallback(
    (next: TableSearch, replace = true) => void navigate({ search: next, replace }),
    [navigate],
  );
  return <TablePage kind="contact" title={t("nav.contacts")} search={search} put={put} />;
}
