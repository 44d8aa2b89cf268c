import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, FlaskConical, Plus, RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { scenariosQuery } from "@/api/scenarios";
import type { Arrival, Hook } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { Button, IconButton } from "@/ui/button";
import { Load } from "@/ui/load";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/ui/menu";
import { Method } from "@/ui/method";
import { TabPanel, Tabs } from "@/ui/tabs";
import { ArrivalCompare } from "./arrival-compare";
import { ArrivalBody, ArrivalHeaders, ArrivalRaw, ArrivalTiming, ArrivalVariables } from "./arrival-views";
import { arrivalQuery, useHookChange } from "./queries";

const route = getRouteApi("/studio/hooks/$id");
const VIEWS = ["variables", "body", "headers", "raw", "timing", "compare"] as const;

interface ArrivalDetailProps {
  id: string;
  hook: Hook;
  previousId: string | undefined;
}

export function ArrivalDetail({ id, hook, previousId }: ArrivalDetailProps) {
  const arrival = useQuery(arrivalQuery(id));
  return <Load query={arrival}>{(data) => <Body arrival={data} hook={hook} previousId={previousId} />}</Load>;
}

function SampleMenu({ arrival, hook }: { arrival: Arrival; hook: Hook }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const scenarios = useQuery(scenariosQuery).data ?? [];
  const own = scenarios.filter(
    (row) => row.start.on === "hook_received" && (!row.start.hook || row.start.hook === hook.key),
  );
  return (
    <Menu
      trigger={
        <Button size="sm">
          <FlaskConical /> {t("arrival.useSample")}
        </Button>
      }
    >
      {own.length > 0 ? <MenuLabel>{t("arrival.useIn")}</MenuLabel> : null}
      {own.map((row) => (
        <MenuItem
          key={row.id}
          onSelect={() =>
            void navigate({
              to: "/scenarios/$id",
              params: { id: row.id },
              search: { panel: "try", arrival: arrival.id },
            })
          }
        >
          {row.name}
        </MenuItem>
      ))}
      {own.length > 0 ? <MenuLine /> : null}
      <MenuItem
        onSelect={() =>
          void navigate({ to: "/scenarios", search: { new: "1", hook: hook.key, arrival: arrival.id } })
        }
      >
        <Plus /> {t("arrival.newFrom")}
      </MenuItem>
    </Menu>
  );
}

function Body({
  arrival,
  hook,
  previousId,
}: {
  arrival: Arrival;
  hook: Hook;
  previousId: string | undefined;
}) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const replay = useHookChange(() => api.post(`/arrivals/${arrival.id}/replay`));
  const view = VIEWS.find((name) => name === search.view) ?? "variables";
  const patch = (change: { view?: string; arrival?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...change }) });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2">
        <IconButton
          label={t("arrival.backToList")}
          className="sm:hidden"
          onClick={() => patch({ arrival: undefined })}
        >
          <ArrowLeft />
        </IconButton>
        <Method method={arrival.method} />
        <span className="min-w-0 flex-1 truncate text-[13px] text-soft">{formatExact(arrival.at)}</span>
        <SampleMenu arrival={arrival} hook={hook} />
        <Button
          size="sm"
          busy={replay.isPending}
          onClick={() => replay.mutate(undefined, { onSuccess: () => toast.success(t("arrival.replayed")) })}
        >
          <RotateCw /> {t("arrival.replay")}
        </Button>
      </div>
      {arrival.reason ? (
        <p className="border-b bg-bad-soft px-4 py-2 text-[13px] text-bad">
          {t("arrival.reason")}: {arrival.reason}
        </p>
      ) : null}
      <Tabs
        label={t("arrival.views")}
        value={view}
        onChange={(name) => patch({ view: name })}
        tabs={VIEWS.map((name) => ({ name, label: t(`arrival.view.${name}`) }))}
        className="flex-1 [&>[role=tablist]]:px-2"
      >
        <div className="min-h-0 flex-1 overflow-y-auto p-4">
          <TabPanel name="variables">
            <ArrivalVariables arrival={arrival} />
          </TabPanel>
          <TabPanel name="body">
            <ArrivalBody arrival={arrival} />
          </TabPanel>
          <TabPanel name="headers">
            <ArrivalHeaders arrival={arrival} />
          </TabPanel>
          <TabPanel name="raw">
            <ArrivalRaw arrival={arrival} />
          </TabPanel>
          <TabPanel name="timing">
            <ArrivalTiming arrival={arrival} />
          </TabPanel>
          <TabPanel name="compare">
            <ArrivalCompare arrival={arrival} previousId={previousId} />
          </TabPanel>
        </div>
      </Tabs>
    </div>
  );
}
