import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ShieldQuestion, SquareActivity } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { bornAt } from "@/api/born-at";
import { usePages } from "@/api/pages";
import { scenariosQuery } from "@/api/scenarios";
import { useStream } from "@/api/stream";
import type { RunRow } from "@/api/types";
import { currentZone, formatExact } from "@/i18n/format";
import { fromLocalInput, toLocalInput } from "@/i18n/zoned";
import type { TableSearch } from "@/pages/records/table/search";
import { Views } from "@/pages/records/table/views";
import { Dot } from "@/ui/badge";
import { Button } from "@/ui/button";
import { DataList } from "@/ui/data-list";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { useRunColumns } from "./columns";
import { RunFilters, STATUSES } from "./filters";
import { Histogram } from "./histogram";
import { RepeatMany } from "./repeat-many";

const route = getRouteApi("/studio/runs");
/** A text is looked for page after page until so many rows are found, or so many pages were read. */
const ENOUGH = 30;
const MOST_PAGES = 100;

/** Rows that came since the page opened; the stream is asked to refetch at most twice a second. */
function useLiveTail(live: boolean) {
  const client = useQueryClient();
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const waiting = useRef<Record<string, boolean>>({});
  const refetch = (name: string, pause: number) => {
    if (waiting.current[name]) return;
    waiting.current[name] = true;
    setTimeout(() => {
      waiting.current[name] = false;
      void client.invalidateQueries({ queryKey: ["runs", name] });
    }, pause);
  };
  useStream(
    ["runs"],
    (row) => {
      const { id } = row;
      if (typeof id === "string") setFresh((before) => new Set([...before].slice(-200)).add(id));
      refetch("list", 500);
      // Counting reads far more than a page of rows.
      refetch("histogram", 5000);
    },
    live,
  );
  return fresh;
}

/** The wall clock of a moment as the address holds it, with seconds. */
function wallClock(at: number): string {
  const seconds = Math.floor(at / 1e6) % 60;
  return `${toLocalInput(at, currentZone())}:${String(seconds).padStart(2, "0")}`;
}

function useRunList() {
  const search = route.useSearch();
  const moment = (text: string | undefined) =>
    text ? (fromLocalInput(text, currentZone()) ?? undefined) : undefined;
  const quiet = search.quiet ? STATUSES.filter((name) => name !== "not_matched").join(",") : undefined;
  const narrow = {
    scenario: search.scenario,
    status: search.status ?? quiet,
    event: search.event,
    record_id: search.record,
    from: moment(search.from),
    to: moment(search.to),
  };
  const list = usePages<RunRow>(["runs", "list"], "/runs", {
    ...narrow,
    record_kind: search.record ? search.kind : undefined,
    text: search.text,
  });
  // A page of a search may hold no row: it only says how far it has looked.
  const searching = Boolean(search.text) && list.hasMore && (list.rows?.length ?? 0) < ENOUGH;
  const goOn = searching && !list.loadingMore && list.pages.length < MOST_PAGES;
  useEffect(() => {
    if (goOn) list.onMore();
  }, [goOn, list.onMore]);
  const reached = bornAt(list.pages.at(-1)?.next ?? "");
  return { list, narrow, searching, reached };
}

export function RunsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [live, setLive] = useState(true);
  const { list, narrow, searching, reached } = useRunList();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const fresh = useLiveTail(live && !search.text);
  const scenarios = useQuery(scenariosQuery).data ?? [];
  const columns = useRunColumns();
  const { view: _, ...narrowed } = search;
  const filter = Object.fromEntries(Object.entries(narrowed).flatMap(([k, v]) => (v ? [[k, v]] : [])));
  const filtered = Object.keys(filter).length > 0;
  const openView = ({ layout: _, columns: __, ...address }: TableSearch, replace = true) =>
    void navigate({ search: address, replace });
  const zoom = useCallback(
    (from: number, to: number) =>
      void navigate({
        search: (before) => ({ ...before, from: wallClock(from), to: wallClock(to + 999_999) }),
      }),
    [navigate],
  );
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
      toolbar={
        <>
          <Views list="run" layout="table" search={search as TableSearch} filter={filter} put={openView} />
          <RunFilters scenarios={scenarios} />
        </>
      }
    >
      <Histogram query={narrow} zoom={zoom} />
      {search.text && (searching || reached) ? (
        <p role="status" className="shrink-0 border-b bg-sunken px-6 py-1.5 text-xs text-soft max-sm:px-4">
          {reached ? t("debugger.searchedBack", { at: formatExact(reached) }) : t("debugger.searching")}
        </p>
      ) : null}
      <Load query={list.query}>
        {(rows) =>
          rows.length === 0 && !searching ? (
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
              selected={selected}
              onSelect={setSelected}
              hasMore={list.hasMore}
              loadingMore={list.loadingMore}
              onMore={list.onMore}
            />
          )
        }
      </Load>
      <RepeatMany ids={[...selected]} clear={() => setSelected(new Set())} />
    </Page>
  );
}
