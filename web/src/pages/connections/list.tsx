import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Cable, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connection } from "@/api/types";
import { Button } from "@/ui/button";
import { type Column, DataList, rowLink } from "@/ui/data-list";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { useShortcuts } from "@/ui/shortcuts";
import { ConnectionState } from "./connection-state";
import { KindsDialog } from "./kinds-dialog";
import { NewConnection } from "./new-connection";
import { connectionsQuery } from "./queries";

const route = getRouteApi("/studio/connections");

function useColumns(): Column<Connection>[] {
  const { t } = useTranslation();
  return [
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,2fr)",
      phone: "main",
      cell: (connection) => (
        <Link to="/connections/$id" params={{ id: connection.id }} className={rowLink}>
          {connection.settings.name}
        </Link>
      ),
    },
    {
      key: "kind",
      label: t("connections.kind"),
      width: "minmax(0,1fr)",
      phone: "sub",
      cell: (connection) => (
        <span className="text-soft">{connection.kind_name ?? connection.settings.kind}</span>
      ),
    },
    {
      key: "key",
      label: t("common.key"),
      width: "minmax(0,1fr)",
      phone: "hide",
      cell: (connection) => <span className="font-mono text-xs text-faint">{connection.key}</span>,
    },
    {
      key: "used",
      label: t("connections.usedCount"),
      width: "6rem",
      end: true,
      phone: "hide",
      cell: (connection) => <span className="text-soft">{connection.used_by.length}</span>,
    },
    {
      key: "state",
      label: t("connections.state"),
      width: "12rem",
      phone: "side",
      cell: (connection) => <ConnectionState connection={connection} />,
    },
  ];
}

export function ConnectionsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const connections = useQuery(connectionsQuery);
  const columns = useColumns();
  const [kinds, setKinds] = useState(false);
  const creating = (open: boolean) => void navigate({ search: open ? { new: "1" } : {} });
  useShortcuts(t("shortcuts.here"), [
    { keys: ["n"], label: t("connections.new"), run: () => creating(true) },
  ]);
  const create = (
    <Button variant="primary" onClick={() => creating(true)}>
      <Plus /> {t("connections.new")}
    </Button>
  );
  return (
    <Page
      fixed
      title={t("connections.title")}
      description={t("connections.description")}
      actions={
        <>
          <Button onClick={() => setKinds(true)}>{t("connections.kinds")}</Button>
          {create}
        </>
      }
    >
      <Load query={connections}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Cable} title={t("connections.empty")} text={t("connections.emptyText")}>
              {create}
            </Empty>
          ) : (
            <DataList label={t("connections.title")} columns={columns} rows={rows} />
          )
        }
      </Load>
      {search.new ? <NewConnection onOpenChange={creating} /> : null}
      {kinds ? <KindsDialog close={() => setKinds(false)} /> : null}
    </Page>
  );
}
