import { useTranslation } from "react-i18next";
import type { ArrivalRow } from "@/api/types";
import { formatBytes, formatClock, formatExact } from "@/i18n/format";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Method } from "@/ui/method";
import { arrivalTone } from "@/ui/states";

interface ArrivalListProps {
  rows: ArrivalRow[];
  chosen: string | undefined;
  fresh: ReadonlySet<string>;
  choose: (id: string) => void;
  hasMore: boolean;
  onMore: () => void;
}

export function ArrivalList({ rows, chosen, fresh, choose, hasMore, onMore }: ArrivalListProps) {
  const { t } = useTranslation();
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <ul aria-label={t("arrival.list")}>
        {rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              onClick={() => choose(row.id)}
              aria-current={chosen === row.id}
              className={cn(
                "flex w-full flex-col gap-1 border-b px-3 py-2 text-left text-[13px] -outline-offset-2 hover:bg-hover aria-[current=true]:bg-accent-soft",
                fresh.has(row.id) && "animate-arrive",
              )}
            >
              <span className="flex items-center gap-2">
                <Method method={row.method} />
                <Status tone={arrivalTone[row.state]}>{t(`arrival.state.${row.state}`)}</Status>
                <time className="ml-auto text-xs text-faint" title={formatExact(row.at)}>
                  {formatClock(row.at)}
                </time>
              </span>
              <span className="flex gap-2 text-xs text-faint">
                <span className={cn("min-w-0 flex-1 truncate", row.reason && "text-bad")}>
                  {row.reason ?? row.content_type ?? row.query ?? ""}
                </span>
                {formatBytes(row.size)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {hasMore ? (
        <div className="flex justify-center p-3">
          <Button size="sm" onClick={onMore}>
            {t("list.more")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
