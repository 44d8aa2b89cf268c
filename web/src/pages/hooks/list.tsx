import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Plus, Webhook } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Hook } from "@/api/types";
import { formatNumber } from "@/i18n/format";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { type Column, DataList, rowLink } from "@/ui/data-list";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { useShortcuts } from "@/ui/shortcuts";
import { Ago } from "@/ui/time";
import { NewHook } from "./new-hook";
import { hooksQuery } from "./queries";

const route = getRouteApi("/studio/hooks");

function useColumns(): Column<Hook>[] {
  const { t } = useTranslation();
  return [
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,2fr)",
      phone: "main",
      cell: (hook) => (
        <Link to="/hooks/$id" params={{ id: hook.id }} className={rowLink}>
          {hook.settings.name}
        </Link>
      ),
    },
    {
      key: "key",
      label: t("common.key"),
      width: "minmax(0,1fr)",
      phone: "sub",
      cell: (hook) => <span className="font-mono text-xs text-faint">{hook.key}</span>,
    },
    {
      key: "state",
      label: t("hooks.state"),
      width: "8rem",
      phone: "side",
      cell: (hook) =>
        hook.settings.paused ? (
          <Status tone="warn">{t("hooks.paused")}</Status>
        ) : (
          <Status tone="good">{t("hooks.listening")}</Status>
        ),
    },
    {
      key: "count",
      label: t("hooks.arrivalsCount"),
      width: "6rem",
      end: true,
      cell: (hook) => <span className="text-soft">{formatNumber(hook.counts?.total ?? 0)}</span>,
    },
    {
      key: "rejected",
      label: t("hooks.rejectedCount"),
      width: "6rem",
      end: true,
      cell: (hook) => (
        <span className={hook.counts?.rejected ? "text-bad" : "text-faint"}>
          {formatNumber(hook.counts?.rejected ?? 0)}
        </span>
      ),
    },
    {
      key: "last",
      label: t("hooks.last"),
      width: "8rem",
      end: true,
      phone: "sub",
      cell: (hook) => (
        <span className="text-faint">{hook.last_at ? <Ago at={hook.last_at} /> : t("common.never")}</span>
      ),
    },
  ];
}

export function HooksPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const hooks = useQuery(hooksQuery);
  const columns = useColumns();
  const creating = (open: boolean) => void navigate({ search: open ? { new: "1" } : {} });
  useShortcuts(t("shortcuts.here"), [{ keys: ["n"], label: t("hooks.new"), run: () => creating(true) }]);
  const create = (
    <Button variant="primary" onClick={() => creating(true)}>
      <Plus /> {t("hooks.new")}
    </Button>
  );
  return (
    <Page fixed title={t("hooks.title")} description={t("hooks.description")} actions={create}>
      <Load query={hooks}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Webhook} title={t("hooks.empty")} text={t("hooks.emptyText")}>
              {create}
            </Empty>
          ) : (
            <DataList label={t("hooks.title")} columns={columns} rows={rows} />
          )
        }
      </Load>
      {search.new ? <NewHook open onOpenChange={creating} /> : null}
    </Page>
  );
}
