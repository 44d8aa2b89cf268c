import { getRouteApi } from "@tanstack/react-router";
import { CalendarClock, X } from "lucide-react";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { RunStatus, ScenarioRow } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { CheckLine, Field, Input, Select } from "@/ui/field";
import { FilterChip } from "@/ui/filter-chip";
import { FilterInput } from "@/ui/filter-input";
import { Popover } from "@/ui/popover";

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
  "skipped",
];

const at = (text: string | undefined) => (text ? text.replace("T", " ") : "…");
/** A stretch of time as its button says it: both ends on the clock of the workspace. */
const stretchText = (from: string | undefined, to: string | undefined) => `${at(from)} – ${at(to)}`;

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
        className="w-52 max-sm:w-auto max-sm:min-w-36 max-sm:flex-1"
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
        className="w-40 max-sm:w-auto max-sm:min-w-36 max-sm:flex-1"
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
      <Popover
        label={t("debugger.time")}
        className="flex w-64 flex-col gap-3 p-3"
        trigger={
          <Button>
            <CalendarClock />{" "}
            {search.from || search.to ? stretchText(search.from, search.to) : t("debugger.anyTime")}
          </Button>
        }
      >
        {(["from", "to"] as const).map((end) => (
          <Field key={end} label={t(`runs.${end}`)}>
            {(field) => (
              <Input
                {...field}
                type="datetime-local"
                step={1}
                value={search[end] ?? ""}
                onChange={(event) => set({ [end]: event.target.value || undefined })}
              />
            )}
          </Field>
        ))}
      </Popover>
      {search.from || search.to ? (
        <IconButton
          size="iconSm"
          label={`${t("common.remove")}: ${t("debugger.stretch")}`}
          onClick={() => set({ from: undefined, to: undefined })}
        >
          <X />
        </IconButton>
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
