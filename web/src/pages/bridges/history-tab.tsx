import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { useStream } from "@/api/stream";
import type { BridgeFull, BridgeRun, Page } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Checkbox } from "@/ui/field";
import { Load } from "@/ui/load";
import { jobTone, runTone } from "@/ui/states";

type Settings = "today" | "original";

/** Every run of a bridge with its call: what came, what the filter said, what was answered; and sending again. */
export function HistoryTab({ bridge }: { bridge: BridgeFull }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const key = ["bridge-history", bridge.id];
  const history = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) =>
      api.get<Page<BridgeRun>>(`/bridges/${bridge.id}/history`, { limit: 50, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  useStream(["runs", "deliveries"], () => void client.invalidateQueries({ queryKey: key }));
  const [chosen, setChosen] = useState<string[]>([]);
  const resend = useMutation({
    mutationFn: (settings: Settings) =>
      api.post<{ items: { refused?: string | null }[] }>(`/bridges/${bridge.id}/resend`, {
        runs: chosen,
        settings,
      }),
    onSuccess: async ({ items }) => {
      const refused = items.filter((one) => one.refused);
      if (refused[0]) toast.error(refused[0].refused);
      if (items.length > refused.length)
        toast.success(t("bridges.resent", { count: items.length - refused.length }));
      setChosen([]);
      await client.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <Load query={{ ...history, data: history.data?.pages.flatMap((page) => page.items) }}>
      {(rows) => (
        <div className="flex flex-col gap-3 p-4">
          <div className="flex min-h-8 flex-wrap items-center gap-2">
            {chosen.length === 0 ? (
              <p className="text-[13px] text-faint">{t("bridges.chooseRuns")}</p>
            ) : (
              <>
                <Button size="sm" busy={resend.isPending} onClick={() => resend.mutate("today")}>
                  {t("bridges.resendToday", { count: chosen.length })}
                </Button>
                <Button size="sm" busy={resend.isPending} onClick={() => resend.mutate("original")}>
                  {t("bridges.resendOriginal", { count: chosen.length })}
                </Button>
              </>
            )}
          </div>
          {resend.error ? <ErrorNote error={resend.error} /> : null}
          {rows.length === 0 ? (
            <p className="text-[13px] text-faint">{t("bridges.noHistory")}</p>
          ) : (
            <ul aria-label={t("bridges.tab.history")} className="divide-y rounded-lg border">
              {rows.map((row) => (
                <HistoryRow
                  key={row.run}
                  row={row}
                  chosen={chosen.includes(row.run)}
                  onChoose={(on) =>
                    setChosen(on ? [...chosen, row.run].slice(-50) : chosen.filter((id) => id !== row.run))
                  }
                />
              ))}
            </ul>
          )}
          {history.hasNextPage ? (
            <Button
              className="self-start"
              busy={history.isFetchingNextPage}
              onClick={() => void history.fetchNextPage()}
            >
              {t("bridges.showMore")}
            </Button>
          ) : null}
        </div>
      )}
    </Load>
  );
}

interface RowProps {
  row: BridgeRun;
  chosen: boolean;
  onChoose: (on: boolean) => void;
}

function HistoryRow({ row, chosen, onChoose }: RowProps) {
  const { t } = useTranslation();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2 text-[13px]">
      <Checkbox
        aria-label={t("bridges.choose", { at: formatExact(row.at) })}
        checked={chosen}
        onChange={(event) => onChoose(event.target.checked)}
      />
      <Link to="/runs/$id" params={{ id: row.run }} className="text-accent-ink hover:underline">
        {formatExact(row.at)}
      </Link>
      <Status tone={runTone[row.status]}>{t(`bridges.status.${row.status}`)}</Status>
      {row.call ? (
        <>
          <Link to="/deliveries/$id" params={{ id: row.call.delivery }} className="hover:underline">
            <Status tone={jobTone[row.call.state]}>
              {t(`deliveries.state.${row.call.state}`)} {row.call.status ?? ""}
            </Status>
          </Link>
          {row.call.error ? (
            <span className="min-w-0 basis-full text-xs break-words text-bad">{row.call.error}</span>
          ) : null}
        </>
      ) : null}
    </li>
  );
}
