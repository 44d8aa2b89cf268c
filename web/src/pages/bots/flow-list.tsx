import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Plus, Workflow } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { type Column, DataList, rowLink } from "@/ui/data-list";
import { Empty } from "@/ui/empty";
import { Field, Input } from "@/ui/field";
import { FormDialog, LEFT } from "@/ui/form-dialog";
import { keyFrom } from "@/ui/key";
import { Load } from "@/ui/load";
import { Ago } from "@/ui/time";
import { type BotRow, createFlow, type FlowRow, flowsQuery } from "../flows/api";

function useColumns(bot: BotRow): Column<FlowRow>[] {
  const { t } = useTranslation();
  return [
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,2fr)",
      phone: "main",
      cell: (row) => (
        <span className="flex items-center gap-2">
          <Link
            to="/bots/$id/flows/$flow"
            params={{ id: bot.id, flow: row.id }}
            className={cn(rowLink, "truncate")}
          >
            {row.name || row.key}
          </Link>
          {bot.settings.flow === row.key ? <Badge tone="good">{t("bots.begins")}</Badge> : null}
        </span>
      ),
    },
    {
      key: "version",
      label: t("bots.published"),
      width: "minmax(0,1fr)",
      phone: "side",
      cell: (row) =>
        row.version > 0 ? (
          <span className="text-soft">{t("editor.upToDate", { version: row.version })}</span>
        ) : (
          <Badge tone="warn">{t("flows.neverPublished")}</Badge>
        ),
    },
    {
      key: "draft",
      label: t("flows.draft"),
      width: "8rem",
      cell: (row) => (row.has_draft ? <Badge tone="accent">{t("flows.draft")}</Badge> : null),
    },
    {
      key: "at",
      label: t("bots.changed"),
      width: "8rem",
      end: true,
      phone: "sub",
      cell: (row) => (
        <span className="text-faint">
          <Ago at={row.updated_at} />
        </span>
      ),
    },
  ];
}

/** The flows of a bot; a dialog begins with the one that is marked. */
export function BotFlowList({ bot }: { bot: BotRow }) {
  const { t } = useTranslation();
  const columns = useColumns(bot);
  const flows = useQuery(flowsQuery(bot.id));
  const [adding, setAdding] = useState(false);
  const create = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus /> {t("bots.newFlow")}
    </Button>
  );
  return (
    <>
      <Load query={flows}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Workflow} title={t("bots.noFlows")} text={t("flows.emptyText")}>
              {create}
            </Empty>
          ) : (
            <>
              <DataList label={t("bots.tab.flows")} columns={columns} rows={rows} />
              <div className="p-4">{create}</div>
            </>
          )
        }
      </Load>
      {adding ? <NewFlow bot={bot} rows={flows.data ?? []} close={() => setAdding(false)} /> : null}
    </>
  );
}

function NewFlow({ bot, rows, close }: { bot: BotRow; rows: FlowRow[]; close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const create = async () => {
    const wish = keyFrom(name) || "flow";
    const key = rows.some((row) => row.key === wish) ? `${wish.slice(0, 58)}-${rows.length + 1}` : wish;
    const made = await createFlow(bot.id, key, { name, steps: [], notes: [] });
    await client.invalidateQueries({ queryKey: ["bots", bot.id] });
    await navigate({ to: "/bots/$id/flows/$flow", params: { id: bot.id, flow: made.id } });
    return LEFT;
  };
  return (
    <FormDialog
      title={t("bots.newFlow")}
      open
      onOpenChange={close}
      action={t("common.create")}
      onSubmit={create}
    >
      <Field label={t("common.name")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
