import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { currentZone } from "@/i18n/format";
import { fromLocalInput } from "@/i18n/zoned";
import { DateRangeInput } from "@/ui/date-range";
import { plusDays, todayIn } from "@/ui/day";
import { Select } from "@/ui/field";
import { Page } from "@/ui/page";
import { pipelinesQuery } from "../records/queries";
import { FunnelReport } from "./funnel";
import { OutcomesReport } from "./outcomes";
import { PeopleReport } from "./people";
import type { Filters } from "./queries";
import { SourcesReport } from "./sources";
import { UsageReport } from "./usage";

const route = getRouteApi("/studio/reports");

/** Reports on leads, people and automation. The period and the pipeline stand in the address. */
export function ReportsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const pipelines = useQuery(pipelinesQuery);
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...change }, replace: true });
  const zone = currentZone();
  const today = todayIn(zone);
  const from = search.from ?? plusDays(today, -29);
  const to = search.to ?? today;
  const filters: Filters = {
    from: fromLocalInput(`${from}T00:00`, zone) ?? undefined,
    to: fromLocalInput(`${plusDays(to, 1)}T00:00`, zone) ?? undefined,
    pipeline: search.pipeline,
  };
  return (
    <Page
      title={t("reports.title")}
      toolbar={
        <>
          <DateRangeInput
            label={t("reports.period")}
            value={{ from, to }}
            onChange={(days) => set({ from: days.from, to: days.to })}
          />
          <Select
            className="w-56 max-sm:w-full"
            aria-label={t("reports.pipeline")}
            value={search.pipeline ?? ""}
            onChange={(event) => set({ pipeline: event.target.value || undefined })}
          >
            <option value="">{t("reports.allPipelines")}</option>
            {pipelines.data?.map((pipeline) => (
              <option key={pipeline.id} value={pipeline.key}>
                {pipeline.name}
              </option>
            ))}
          </Select>
        </>
      }
    >
      <div className="mx-auto grid max-w-6xl gap-5 p-6 max-sm:p-4 lg:grid-cols-2">
        <OutcomesReport filters={filters} />
        <FunnelReport filters={filters} />
        <SourcesReport filters={filters} by={search.by ?? "source"} onBy={(by) => set({ by })} />
        <PeopleReport filters={filters} />
        <UsageReport filters={filters} />
      </div>
    </Page>
  );
}
