import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { RunStatus, ScenarioRow } from "@/api/types";
import { CheckLine, Input, Select } from "@/ui/field";
import { FilterChip } from "@/ui/filter-chip";
import { FilterInput } from "@/ui/filter-input";

const route = getRouteApi("/studio/runs");
export const STATUSES: RunStatus[] = [
  "fired",
  "not_matched",
  "failed",
  "throttled",
  "already_ran",
  "recursion",
  "waiting",
  "cancelled",
];

/** The filters of the log; the address holds them, so a filtered log can be sent to a colleague. */
export function RunFilters({ scenarios }: { scenarios: ScenarioRow[] }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = useCallback(
    (change: Partial<typeof search>) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  const setText = useCallback((text: string | undefined) => set({ text }), [set]);
  return (
    <>
      <Select
        aria-label={t("runs.scenario")}
        className="w-52 max-sm:w-[calc(50%-0.25rem)]"
        value={search.scenario ?? ""}
        onChange={(e) => set({ scenario: e.target.value || undefined })}
      >
        <option value="">{t("runs.allScenarios")}</option>
        {scenarios.map((row) => (
          <option key={row.id} value={row.id}>
            {row.name}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t("runs.status")}
        className="w-40 max-sm:w-[calc(50%-0.25rem)]"
        value={search.status ?? ""}
        onChange={(e) => set({ status: e.target.value || undefined })}
      >
        <option value="">{t("runs.allStatuses")}</option>
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {t(`run.status.${status}`)}
          </option>
        ))}
      </Select>
      <FilterInput
        label={t("runs.text")}
        value={search.text}
        onChange={setText}
        className="relative w-52 max-sm:w-full"
      />
      <CheckLine
        label={t("debugger.showNonMatches")}
        checked={!search.quiet}
        disabled={Boolean(search.status)}
        onChange={(show) => set({ quiet: show ? undefined : "1" })}
      />
      <span className="flex items-center gap-1.5 text-xs text-faint max-lg:hidden">
        {t("runs.from")}
        <Input
          aria-label={t("runs.from")}
          type="datetime-local"
          step={1}
          className="w-48"
          value={search.from ?? ""}
          onChange={(e) => set({ from: e.target.value || undefined })}
        />
      </span>
      <span className="flex items-center gap-1.5 text-xs text-faint max-lg:hidden">
        {t("runs.to")}
        <Input
          aria-label={t("runs.to")}
          type="datetime-local"
          step={1}
          className="w-48"
          value={search.to ?? ""}
          onChange={(e) => set({ to: e.target.value || undefined })}
        />
      </span>
      {search.from || search.to ? (
        <FilterChip label={t("debugger.stretch")} onClear={() => set({ from: undefined, to: undefined })} />
      ) : null}
      {search.record ? (
        <FilterChip
          label={t("runs.forRecord", { id: search.record })}
          onClear={() => set({ record: undefined, kind: undefined })}
        />
      ) : null}
      {search.event ? (
        <FilterChip
          label={t("runs.forEvent", { id: search.event })}
          onClear={() => set({ event: undefined })}
        />
      ) : null}
    </>
  );
}
