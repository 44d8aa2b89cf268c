import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Company } from "@/api/types";
import { type Column, rowLink } from "@/ui/data-list";
import { Ago } from "@/ui/time";
import { ListPage, type ListSearch } from "../list-page";
import { useOwnerColumn } from "../owner-column";

const companiesRoute = getRouteApi("/studio/companies");

export function CompaniesPage() {
  const { t } = useTranslation();
  const search = companiesRoute.useSearch();
  const navigate = companiesRoute.useNavigate();
  const owner = useOwnerColumn<Company>();
  const setSearch = useCallback(
    (next: ListSearch) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  const columns: Column<Company>[] = [
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,2fr)",
      phone: "main",
      cell: (company) => (
        <Link to="/companies/$id" params={{ id: company.id }} className={rowLink}>
          {company.name}
        </Link>
      ),
    },
    {
      key: "phone",
      label: t("records.phone"),
      width: "minmax(0,1fr)",
      phone: "sub",
      cell: (company) => company.phones[0] ?? <span className="text-faint">—</span>,
    },
    {
      key: "email",
      label: t("records.email"),
      width: "minmax(0,1fr)",
      phone: "sub",
      cell: (company) => <span className="text-soft">{company.emails[0] ?? "—"}</span>,
    },
    owner,
    {
      key: "created",
      label: t("records.created"),
      width: "7rem",
      end: true,
      phone: "side",
      cell: (company) => (
        <span className="text-faint">
          <Ago at={company.created_at} />
        </span>
      ),
    },
  ];
  return (
    <ListPage
      kind="company"
      title={t("nav.companies")}
      columns={columns}
      search={search}
      setSearch={setSearch}
    />
  );
}
