import { getRouteApi, Link } from "@tanstack/react-router";
import { Merge } from "lucide-react";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
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
  return (
    <TablePage
      kind="contact"
      title={t("nav.contacts")}
      search={search}
      put={put}
      actions={
        <Button asChild variant="ghost">
          <Link to="/duplicates" search={{ kind: "contact" }}>
            <Merge /> <span className="max-sm:sr-only">{t("people.title")}</span>
          </Link>
        </Button>
      }
    />
  );
}
