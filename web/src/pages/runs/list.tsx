import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ShieldQuestion, SquareActivity } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/api/pages";
import { scenariosQuery } from "@/api/scenarios";
import { useStream } from "@/api/stream";
import type { RunRow } from "@/api/types";
import { currentZone } from "@/i18n/format";
import { fromLocalInput } from "@/i18n/zoned";
import { Dot } from "@/ui/badge";
import { Button } from "@/ui/button";
import { DataList } from "@/ui/data-list";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { useRunColumns } from "./columns";
import { RunFilters } from "./filters";

const route = getRouteApi("/studio/runs");

/** Rows that came since the page opened; the stream is asked to refetch at most twice a second. */
function useLiveTail(live: boolean) {
  const client = useQueryClient();
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const waiting = useRef(false);
  useStream(
    ["runs"],
    (row) => {
      const { id } = row;
      if (typeof id === "string") setFresh((before) => new Set([...before].slice(-200)).add(id));
      if (waiting.current) return;
      waiting.current = true;
      setTimeout(() => {
        waiting.current = false;
        void client.invalidateQueries({ queryKey: ["runs", "list"] });
      }, 500);
    },
    live,
  );
  return fresh;
}

export function RunsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [live, setLive] = useState(true);
  const fresh = useLiveTail(live);
  const scenarios = useQuery(scenariosQuery).data ?? [];
  const moment = (text: string | undefined) =>
    text ? (fromLocalInput(text, currentZone()) ?? undefined) : undefined;
  const list = usePages<RunRow>(["runs", "list"], "/runs", {
    scenario: search.scenario,
    status: search.status,
    event: search.event,
    text: search.text,
    record_kind: search.record ? search.kind : undefined,
    record_id: search.record,
    from: moment(search.from),
    to: moment(search.to),
  });
  const columns = useRunColumns();
  const filtered = Object.values(search).some(Boolean);
  return (
    <Page
      fixed
      title={t("runs.title")}
      description={t("runs.description")}
      actions={
        <>
          <Button asChild variant="ghost">
            <Link to="/why" search={search.scenario ? { scenario: search.scenario } : {}}>
              <ShieldQuestion /> <span className="max-sm:sr-only">{t("why.title")}</span>
            </Link>
          </Button>
          <Button aria-pressed={live} onClick={() => setLive(!live)}>
            <Dot tone={live ? "good" : "neutral"} live={live} /> {t("runs.live")}
          </Button>
        </>
      }
      toolbar={<RunFilters scenarios={scenarios} />}
    >
      <Load query={list.query}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={SquareActivity}
              title={filtered ? t("runs.emptyFilter") : t("runs.empty")}
              text={filtered ? undefined : t("runs.emptyText")}
            >
              {filtered ? (
                <Button onClick={() => void navigate({ search: {} })}>{t("runs.clearFilters")}</Button>
              ) : null}
            </Empty>
          ) : (
            <DataList
              label={t("runs.title")}
              columns={columns}
              rows={rows}
              fresh={fresh}
              hasMore={list.hasMore}
              loadingMore={list.loadingMore}
              onMore={list.onMore}
            />
          )
        }
      </Load>
    </Page>
  );
}
