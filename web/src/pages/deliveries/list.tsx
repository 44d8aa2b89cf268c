import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { RotateCw, Send } from "lucide-react";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/api/pages";
import { useStream } from "@/api/stream";
import type { Delivery, JobState } from "@/api/types";
import { Badge, Status } from "@/ui/badge";
import { BulkBar } from "@/ui/bulk-bar";
import { Button } from "@/ui/button";
import { type Column, DataList, rowLink } from "@/ui/data-list";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { Select } from "@/ui/field";
import { FilterInput } from "@/ui/filter-input";
import { Load } from "@/ui/load";
import { Method } from "@/ui/method";
import { Page } from "@/ui/page";
import { jobTone } from "@/ui/states";
import { Ago } from "@/ui/time";
import { useRetry } from "./queries";

const route = getRouteApi("/studio/deliveries");
export const JOB_STATES: JobState[] = ["planned", "sending", "delivered", "uncertain", "failed", "cancelled"];

function useColumns(): Column<Delivery>[] {
  const { t } = useTranslation();
  return [
    {
      key: "url",
      label: t("deliveries.address"),
      width: "minmax(0,2.4fr)",
      phone: "main",
      cell: (row) => (
        <Link to="/deliveries/$id" params={{ id: row.id }} className={`${rowLink} font-normal`}>
          <Method method={row.method} /> {row.url}
        </Link>
      ),
    },
    {
      key: "state",
      label: t("hooks.state"),
      width: "8rem",
      phone: "side",
      cell: (row) => <Status tone={jobTone[row.state]}>{t(`deliveries.state.${row.state}`)}</Status>,
    },
    {
      key: "answer",
      label: t("deliveries.answer"),
      width: "minmax(0,1fr)",
      phone: "hide",
      cell: (row) => (
        <span className="flex items-center gap-2">
          {row.last_status ? (
            <Badge tone={row.last_status < 300 ? "good" : "bad"}>{row.last_status}</Badge>
          ) : null}
          <span className="truncate text-faint">{row.last_error ?? ""}</span>
        </span>
      ),
    },
    {
      key: "attempts",
      label: t("deliveries.attempts"),
      width: "5rem",
      end: true,
      cell: (row) => <span className="text-faint">{row.attempts}</span>,
    },
    {
      key: "next",
      label: t("deliveries.next"),
      width: "7.5rem",
      end: true,
      cell: (row) => <span className="text-faint">{row.next_at ? <Ago at={row.next_at} /> : "—"}</span>,
    },
    {
      key: "created",
      label: t("deliveries.created"),
      width: "7rem",
      end: true,
      phone: "sub",
      cell: (row) => (
        <span className="text-faint">
          <Ago at={row.created_at} />
        </span>
      ),
    },
  ];
}

export function DeliveriesPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const retry = useRetry();
  const list = usePages<Delivery>(["deliveries", "list"], "/deliveries", search);
  useStream(["deliveries"], () => void client.invalidateQueries({ queryKey: ["deliveries", "list"] }));
  const columns = useColumns();
  const setHost = useCallback(
    (host: string | undefined) => void navigate({ search: (before) => ({ ...before, host }), replace: true }),
    [navigate],
  );
  const again = () => retry.mutate({ ids: [...selected] }, { onSuccess: () => setSelected(new Set()) });
  return (
    <Page
      fixed
      title={t("deliveries.title")}
      description={t("deliveries.description")}
      actions={
        search.state === "failed" ? (
          <Button busy={retry.isPending} onClick={() => retry.mutate({ state: "failed" })}>
            <RotateCw /> {t("deliveries.retryFailed")}
          </Button>
        ) : null
      }
      toolbar={
        <>
          <Select
            aria-label={t("hooks.state")}
            className="w-48 max-sm:w-full"
            value={search.state ?? ""}
            onChange={(e) =>
              void navigate({
                search: (before) => ({ ...before, state: e.target.value || undefined }),
                replace: true,
              })
            }
          >
            <option value="">{t("deliveries.all")}</option>
            {JOB_STATES.map((state) => (
              <option key={state} value={state}>
                {t(`deliveries.state.${state}`)}
              </option>
            ))}
          </Select>
          <FilterInput label={t("deliveries.host")} value={search.host} onChange={setHost} />
        </>
      }
    >
      {retry.error ? <ErrorNote className="m-4" error={retry.error} /> : null}
      <Load query={list.query}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Send} title={t("deliveries.empty")} text={t("deliveries.emptyText")} />
          ) : (
            <DataList
              label={t("deliveries.title")}
              columns={columns}
              rows={rows}
              selected={selected}
              onSelect={setSelected}
              hasMore={list.hasMore}
              loadingMore={list.loadingMore}
              onMore={list.onMore}
            />
          )
        }
      </Load>
      <BulkBar count={selected.size} clear={() => setSelected(new Set())}>
        <Button size="sm" variant="primary" busy={retry.isPending} onClick={again}>
          <RotateCw /> {t("deliveries.retry")}
        </Button>
      </BulkBar>
    </Page>
  );
}
