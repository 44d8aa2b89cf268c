import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Query } from "@/api/client";
import type { Histogram as Data, RunStatus } from "@/api/types";
import { formatDateTime, formatExact, formatNumber } from "@/i18n/format";
import type { Tone } from "@/ui/badge";
import { cn } from "@/ui/cn";
import { ErrorNote } from "@/ui/error-note";
import { runTone } from "@/ui/states";

type Bucket = Data["buckets"][number];
type Range = [from: number, to: number];

/** From the bottom up; each tone has its own place, so that colour is not all that tells them apart. */
const TONES: Tone[] = ["good", "accent", "warn", "bad", "neutral"];
const fill: Record<Tone, string> = {
  good: "bg-good",
  bad: "bg-bad",
  warn: "bg-warn",
  accent: "bg-accent",
  neutral: "bg-line-strong",
};

const isStatus = (name: string): name is RunStatus => name in runTone;

/** The counts of a bucket by tone. */
function byTone(bucket: Bucket): Record<Tone, number> {
  const sums: Record<Tone, number> = { good: 0, bad: 0, warn: 0, accent: 0, neutral: 0 };
  for (const [name, count] of Object.entries(bucket.counts)) if (isStatus(name)) sums[runTone[name]] += count;
  return sums;
}

const total = (bucket: Bucket) => Object.values(bucket.counts).reduce((sum, count) => sum + count, 0);

/** Which buckets are chosen while the pointer or the arrows draw a stretch. */
function useStretch(buckets: Bucket[], zoom: (from: number, to: number) => void) {
  const [range, setRange] = useState<Range | null>(null);
  const [current, setCurrent] = useState(0);
  const start = useRef<number | null>(null);
  const finish = ([a, b]: Range) => {
    const from = buckets[Math.min(a, b)]?.from;
    const to = buckets[Math.max(a, b)]?.to;
    setRange(null);
    if (from !== undefined && to !== undefined) zoom(from, to);
  };
  const placeOf = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / Math.max(1, box.width);
    return Math.min(buckets.length - 1, Math.max(0, Math.floor(share * buckets.length)));
  };
  const pointer = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = placeOf(event);
      setRange([start.current, start.current]);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (start.current !== null) setRange([start.current, placeOf(event)]);
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      if (start.current !== null) finish([start.current, placeOf(event)]);
      start.current = null;
    },
    onPointerCancel: () => {
      start.current = null;
      setRange(null);
    },
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      const next = Math.min(buckets.length - 1, Math.max(0, current + step));
      setRange(event.shiftKey ? [range?.[0] ?? current, next] : null);
      setCurrent(next);
    } else if (event.key === "Enter" || event.key === " ") finish(range ?? [current, current]);
    else if (event.key === "Escape") setRange(null);
    else return;
    event.preventDefault();
  };
  return { range, current, pointer, onKeyDown };
}

function Legend({ buckets }: { buckets: Bucket[] }) {
  const { t } = useTranslation();
  const sums = new Map<RunStatus, number>();
  for (const bucket of buckets)
    for (const [name, count] of Object.entries(bucket.counts))
      if (isStatus(name)) sums.set(name, (sums.get(name) ?? 0) + count);
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-soft">
      {[...sums].map(([status, count]) => (
        <li key={status} className="flex items-center gap-1.5">
          <span aria-hidden className={cn("size-2 rounded-sm", fill[runTone[status]])} />
          {t(`run.status.${status}`)} <span className="font-medium text-ink">{formatNumber(count)}</span>
        </li>
      ))}
    </ul>
  );
}

function Bars({ data, zoom }: { data: Data; zoom: (from: number, to: number) => void }) {
  const { t } = useTranslation();
  const { buckets } = data;
  const { range, current, pointer, onKeyDown } = useStretch(buckets, zoom);
  const most = Math.max(1, ...buckets.map(total));
  const low = range ? Math.min(...range) : -1;
  const high = range ? Math.max(...range) : -1;
  const shown = buckets[range ? range[1] : current];
  const said = shown
    ? t("debugger.histogram.bucket", {
        from: formatExact(shown.from),
        to: formatExact(shown.to),
        count: total(shown),
      })
    : "";
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t("debugger.histogram.label")}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, buckets.length - 1)}
      aria-valuenow={range ? range[1] : current}
      aria-valuetext={said}
      aria-description={t("debugger.histogram.keys")}
      onKeyDown={onKeyDown}
      {...pointer}
      className="flex h-14 cursor-crosshair touch-none items-end rounded-sm select-none"
    >
      {buckets.map((bucket, at) => {
        const sums = byTone(bucket);
        return (
          <span
            key={bucket.from}
            title={t("debugger.histogram.bucket", {
              from: formatExact(bucket.from),
              to: formatExact(bucket.to),
              count: total(bucket),
            })}
            className={cn(
              "flex h-full min-w-0 flex-1 flex-col-reverse px-px hover:bg-hover",
              at >= low && at <= high && "bg-accent-soft",
            )}
          >
            {TONES.map((tone) =>
              sums[tone] > 0 ? (
                <span
                  key={tone}
                  aria-hidden
                  className={cn("min-h-px w-full first:rounded-b-sm last:rounded-t-sm", fill[tone])}
                  style={{ height: `${(sums[tone] / most) * 100}%` }}
                />
              ) : null,
            )}
          </span>
        );
      })}
    </div>
  );
}

/** Runs over time by outcome; drawing over a stretch narrows the log to it. */
export function Histogram({ query, zoom }: { query: Query; zoom: (from: number, to: number) => void }) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ["runs", "histogram", query],
    queryFn: () => api.get<Data>("/runs/histogram", query),
    placeholderData: keepPreviousData,
  });
  if (found.error && !found.data) return <ErrorNote className="m-4" error={found.error} />;
  const data = found.data;
  return (
    <section
      aria-label={t("debugger.histogram.title")}
      className="flex shrink-0 flex-col gap-2 border-b bg-surface px-6 py-3 max-sm:px-4"
    >
      {data ? (
        <>
          <Bars data={data} zoom={zoom} />
          <div className="flex justify-between text-2xs text-faint">
            <span>{formatDateTime(data.from)}</span>
            <span>{formatDateTime(data.to)}</span>
          </div>
          <Legend buckets={data.buckets} />
        </>
      ) : (
        <div className="h-24 animate-pulse rounded bg-hover" />
      )}
    </section>
  );
}
