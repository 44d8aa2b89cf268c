import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "@/api/types";
import { type Column, rowLink } from "@/ui/data-list";
import { Ago } from "@/ui/time";
import { Tags } from "../cells";
import { ListPage, type ListSearch } from "../list-page";
import { useOwnerColumn } from "../owner-column";

const contactsRoute = getRouteApi("/studio/contacts");

export function ContactsPage() {
  const { t } = useTranslation();
  const search = contactsRoute.useSearch();
  const navigate = contactsRoute.useNavigate();
  const owner = useOwnerColumn<Contact>();
  const setSearch = useCallback(
    (next: ListSearch) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  const columns: Column<Contact>[] = [
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,1.6fr)",
      phone: "main",
      cell: (contact) => (
        <Link to="/contacts/$id" params={{ id: contact.id }} className={rowLink}>
          {contact.name || contact.phones[0] || contact.id}
        </Link>
      ),
    },
    {
      key: "phone",
      label: t("records.phone"),
      width: "minmax(0,1fr)",
      phone: "sub",
      cell: (contact) => contact.phones[0] ?? <span className="text-faint">—</span>,
    },
    {
      key: "email",
      label: t("records.email"),
      width: "minmax(0,1.2fr)",
      phone: "sub",
      cell: (contact) => <span className="text-soft">{contact.emails[0] ?? "—"}</span>,
    },
    owner,
    {
      key: "tags",
      label: t("records.tags"),
      width: "minmax(0,1fr)",
      cell: (contact) => <Tags tags={contact.tags} />,
    },
    {
      key: "created",
      label: t("records.created"),
      width: "7rem",
      end: true,
      phone: "side",
      cell: (contact) => (
        <span className="text-faint">
          <Ago at={contact.created_at} />
        </span>
      ),
    },
  ];
  return (
    <ListPage
      kind="contact"
      title={t("nav.contacts")}
      columns={columns}
      search={search}
      setSearch={setSearch}
    />
  );
}
