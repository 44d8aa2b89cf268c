import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeftRight, Columns2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Difference, RunFull } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { SideBySide } from "@/trace/side-by-side";
import { Back } from "@/ui/back";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { runQuery } from "./run";

const route = getRouteApi("/studio/runs/compare");

export function ComparePage() {
  const { t } = useTranslation();
  const { before, after } = route.useSearch();
  return (
    <Page
      title={t("compareRuns.title")}
      description={t("compareRuns.description")}
      back={<Back to="/runs" label={t("runs.title")} />}
      actions={
        before && after ? (
          <Button asChild>
            <Link to="/runs/compare" search={{ before: after, after: before }} replace>
              <ArrowLeftRight /> <span className="max-sm:sr-only">{t("compareRuns.swap")}</span>
            </Link>
          </Button>
        ) : undefined
      }
    >
      {before && after ? (
        <Compared before={before} after={after} />
      ) : (
        <Empty icon={Columns2} title={t("compareRuns.noneTitle")} text={t("compareRuns.noneText")} />
      )}
    </Page>
  );
}

function Compared({ before, after }: { before: string; after: string }) {
  const one = useQuery(runQuery(before));
  const other = useQuery(runQuery(after));
  const found = useQuery({
    queryKey: ["runs", "compare", before, after],
    queryFn: () => api.get<{ differences: Difference[] }>("/runs/compare", { before, after }),
  });
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-6 p-6 max-sm:p-4">
      <Load query={one}>
        {(first) => (
          <Load query={other}>
            {(second) => (
              <Load query={found}>
                {({ differences }) => <Both first={first} second={second} differences={differences} />}
              </Load>
            )}
          </Load>
        )}
      </Load>
    </div>
  );
}

/** A run by its scenario and moment, leading to its page. */
function RunTitle({ run }: { run: RunFull }) {
  const { t } = useTranslation();
  return (
    <Link to="/runs/$id" params={{ id: run.id }} className="min-w-0 hover:underline">
      <span className="block truncate">{run.scenario.name}</span>
      <span className="block text-xs font-normal text-faint">
        {formatExact(run.at)} · {t("editor.upToDate", { version: run.version })}
      </span>
    </Link>
  );
}

function Both(props: { first: RunFull; second: RunFull; differences: Difference[] }) {
  const { first, second, differences } = props;
  const { t } = useTranslation();
  return (
    <>
      {first.scenario.id === second.scenario.id ? null : (
        <p className="rounded-lg bg-warn-soft px-3 py-2 text-[13px] text-warn">{t("compareRuns.others")}</p>
      )}
      <SideBySide
        titles={{ before: <RunTitle run={first} />, after: <RunTitle run={second} /> }}
        compared={{
          before: { status: first.status, trace: first.trace },
          before_text: first.scenario_text,
          after: { status: second.status, trace: second.trace },
          after_text: second.scenario_text,
          differences,
          unknown: [],
        }}
      />
    </>
  );
}
