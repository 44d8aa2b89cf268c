import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Bot, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { type Column, DataList, rowLink } from "@/ui/data-list";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { useShortcuts } from "@/ui/shortcuts";
import { type BotRow, botsQuery } from "../flows/api";
import { NewBot } from "./new-bot";

const route = getRouteApi("/studio/bots");

function useColumns(): Column<BotRow>[] {
  const { t } = useTranslation();
  return [
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,1.5fr)",
      phone: "main",
      cell: (row) => (
        <Link to="/bots/$id" params={{ id: row.id }} className={cn(rowLink, "truncate")}>
          {row.settings.name}
        </Link>
      ),
    },
    {
      key: "on",
      label: t("common.on"),
      width: "6rem",
      phone: "side",
      cell: (row) => (
        <Badge tone={row.on ? "good" : "neutral"}>{row.on ? t("common.on") : t("common.off")}</Badge>
      ),
    },
    {
      key: "text",
      label: t("bots.description"),
      width: "minmax(0,2fr)",
      phone: "sub",
      cell: (row) => <span className="truncate text-soft">{row.settings.description}</span>,
    },
  ];
}

export function BotsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useColumns();
  const bots = useQuery(botsQuery);
  const begin = () => void navigate({ search: { new: "1" } });
  useShortcuts(t("shortcuts.here"), [{ keys: ["n"], label: t("bots.new"), run: begin }]);
  const create = (
    <Button variant="primary" onClick={begin}>
      <Plus /> {t("bots.new")}
    </Button>
  );
  return (
    <Page fixed title={t("bots.title")} description={t("bots.text")} actions={create}>
      <Load query={bots}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Bot} title={t("bots.empty")} text={t("bots.emptyText")}>
              {create}
            </Empty>
          ) : (
            <DataList label={t("bots.title")} columns={columns} rows={rows} />
          )
        }
      </Load>
      {search.new ? <NewBot onOpenChange={(open) => open || void navigate({ search: {} })} /> : null}
    </Page>
  );
}
