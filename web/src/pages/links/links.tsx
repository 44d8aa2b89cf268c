import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Link2, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { TriggerLink } from "@/api/types";
import { formatNumber } from "@/i18n/format";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { CopyButton } from "@/ui/copy";
import { type Column, DataList, rowLink } from "@/ui/data-list";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Menu, MenuItem, MenuLine } from "@/ui/menu";
import { Page } from "@/ui/page";
import { LinkForm } from "./link-form";
import { RenderLink } from "./render-link";

type Asking = { what: "edit" | "render" | "delete"; link: TriggerLink } | { what: "new" } | null;

function useColumns(ask: (asking: Asking) => void): Column<TriggerLink>[] {
  const { t } = useTranslation();
  return [
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,1.4fr)",
      phone: "main",
      cell: (link) => (
        <button
          type="button"
          className={`${rowLink} max-w-full truncate`}
          onClick={() => ask({ what: "edit", link })}
        >
          {link.settings.name}
        </button>
      ),
    },
    {
      key: "template",
      label: t("links.inTemplates"),
      width: "9rem",
      phone: "sub",
      cell: (link) => (
        <span className="relative z-10 inline-flex items-center">
          <code className="font-mono text-xs text-accent-ink">{`{tlink:${link.number}}`}</code>
          <CopyButton text={`{tlink:${link.number}}`} />
        </span>
      ),
    },
    {
      key: "target",
      label: t("links.target"),
      width: "minmax(0,1.6fr)",
      phone: "hide",
      cell: (link) => <span className="text-soft">{link.settings.target}</span>,
    },
    {
      key: "scenario",
      label: t("links.scenario"),
      width: "minmax(0,1fr)",
      cell: (link) => <span className="font-mono text-xs text-soft">{link.settings.scenario}</span>,
    },
    {
      key: "clicks",
      label: t("links.clicks"),
      width: "5rem",
      end: true,
      cell: (link) => formatNumber(link.clicks),
    },
    {
      key: "acts",
      label: t("common.more"),
      quiet: true,
      width: "2.5rem",
      end: true,
      phone: "side",
      cell: (link) => (
        <span className="relative z-10">
          <Menu
            trigger={
              <IconButton label={t("common.more")} size="iconSm">
                <Ellipsis />
              </IconButton>
            }
          >
            <MenuItem onSelect={() => ask({ what: "render", link })}>{t("links.forRecord")}</MenuItem>
            <MenuItem onSelect={() => ask({ what: "edit", link })}>{t("common.edit")}</MenuItem>
            <MenuLine />
            <MenuItem danger onSelect={() => ask({ what: "delete", link })}>
              {t("common.delete")}
            </MenuItem>
          </Menu>
        </span>
      ),
    },
  ];
}

export function LinksPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const links = useQuery({ queryKey: ["links"], queryFn: () => getAll<TriggerLink>("/links") });
  const [asking, ask] = useState<Asking>(null);
  const columns = useColumns(ask);
  const close = () => ask(null);
  const create = (
    <Button variant="primary" onClick={() => ask({ what: "new" })}>
      <Plus /> {t("links.new")}
    </Button>
  );
  const remove = async () => {
    if (asking?.what === "delete") await api.delete(`/links/${asking.link.id}`);
    await client.invalidateQueries({ queryKey: ["links"] });
  };
  return (
    <Page fixed title={t("links.title")} description={t("links.description")} actions={create}>
      <Load query={links}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Link2} title={t("links.empty")} text={t("links.emptyText")}>
              {create}
            </Empty>
          ) : (
            <DataList label={t("links.title")} columns={columns} rows={rows} />
          )
        }
      </Load>
      {asking?.what === "new" ? <LinkForm link={null} close={close} /> : null}
      {asking?.what === "edit" ? <LinkForm link={asking.link} close={close} /> : null}
      {asking?.what === "render" ? <RenderLink link={asking.link} close={close} /> : null}
      <Confirm
        title={t("links.deleteTitle", { name: asking?.what === "delete" ? asking.link.settings.name : "" })}
        text={t("links.deleteText")}
        action={t("common.delete")}
        danger
        open={asking?.what === "delete"}
        onOpenChange={close}
        onConfirm={remove}
      />
    </Page>
  );
}
