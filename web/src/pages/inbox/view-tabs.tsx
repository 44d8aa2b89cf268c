import { useQueries, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { SavedView } from "@/api/types";
import { countsQuery } from "./queries";
import { addressOf } from "./saved-views";
import type { Counts, View } from "./types";

/** Counts are exact up to here. */
const MOST = 1000;
const TABS: View[] = ["mine", "unassigned", "all"];

interface Props {
  view: View;
  saved: string | undefined;
  views: SavedView[];
  change: (next: ReturnType<typeof addressOf>) => void;
}

/** Whose dialogs are shown: the three that everybody has, then the views people saved, each with its live count. */
export function ViewTabs({ view, saved, views, change }: Props) {
  const { t } = useTranslation();
  const counts = useQuery(countsQuery).data;
  const tallies = useTallies(views);
  const shown = saved || TABS.includes(view) ? TABS : [...TABS, view];
  const count = (name: View) => counts?.[name as keyof Counts & View];
  return (
    <div
      role="tablist"
      aria-label={t("inbox.views")}
      className="flex shrink-0 overflow-x-auto border-b px-2 [scrollbar-width:none]"
    >
      {shown.map((name) => (
        <Tab
          key={name}
          label={t(`inbox.view.${name}`)}
          count={name in NO_COUNT ? undefined : count(name)}
          on={!saved && view === name}
          pick={() => change(addressOf(null, name))}
        />
      ))}
      {views.map((one, at) => (
        <Tab
          key={one.id}
          label={one.view.name}
          count={tallies[at]}
          on={saved === one.id}
          pick={() => change(addressOf(one))}
        />
      ))}
    </div>
  );
}

/** Views whose number says nothing to anybody. */
const NO_COUNT: Partial<Record<View, true>> = { closed: true, every: true };

function useTallies(views: SavedView[]): (number | undefined)[] {
  const results = useQueries({
    queries: views.map((one) => ({
      queryKey: ["dialogs", "tally", one.view.filter],
      queryFn: () => api.get<{ count: number }>("/dialogs/tally", one.view.filter),
    })),
  });
  return results.map((result) => result.data?.count);
}

function Tab({
  label,
  count,
  on,
  pick,
}: {
  label: string;
  count: number | undefined;
  on: boolean;
  pick: () => void;
}) {
  return (
    <button
      type="button"
      role="tab"
      aria-selected={on}
      onClick={pick}
      className="-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2 text-[13px] text-faint -outline-offset-2 hover:text-ink aria-selected:border-accent aria-selected:font-medium aria-selected:text-ink max-sm:h-11"
    >
      <span className="max-w-36 truncate">{label}</span>
      {count ? (
        <span className="rounded bg-hover px-1 text-2xs text-soft tabular-nums">
          {count >= MOST ? `${MOST}+` : count}
        </span>
      ) : null}
    </button>
  );
}
