import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Workflow } from "lucide-react";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { TabPanel, Tabs } from "@/ui/tabs";
import { usePhone } from "@/ui/use-phone";
import { AlsoHere } from "../scenarios/also-here";
import { ConflictNote } from "../scenarios/conflict-note";
import { type BotRow, botQuery, type FlowRow, flowQuery, flowsQuery, type SavedFlow } from "./api";
import { type Builder, BuilderContext } from "./builder";
import { FaultPanel } from "./fault-panel";
import { BackToBot, FlowActions, FlowState } from "./flow-head";
import { shownFlow } from "./flow-store";
import { placesOf } from "./layout";
import type { Flow } from "./model";
import { Outline } from "./outline";
import { FlowFields } from "./panel/common-fields";
import { FlowForm } from "./panel/flow-form";
import { BotFlows, FlowSchedules, Targets, useTargetOptions } from "./panel/panel-context";
import { type FocusWish, StepPanel } from "./panel/step-panel";
import { Publish } from "./publish";
import { type Counted, CountsContext, countsQuery, type Period } from "./step-counts";
import { PeopleContext, usePeopleAt } from "./step-people";
import { TryPane } from "./try/try-pane";
import { useFlowTry } from "./try/use-flow-try";
import { useFaults } from "./use-faults";
import { useFlow } from "./use-flow";
import { useFlowKnown } from "./use-flow-known";
import { useMarks } from "./use-marks";
import { Versions } from "./versions";
import { VIEWS, ViewBar } from "./view-bar";

const Canvas = lazy(() => import("./canvas/canvas").then((module) => ({ default: module.Canvas })));
const FlowText = lazy(() => import("./flow-text").then((module) => ({ default: module.FlowText })));

const route = getRouteApi("/studio/bots/$id/flows/$flow");
const PANELS = ["step", "try", "faults", "versions"] as const;
type Panel = (typeof PANELS)[number];

export function FlowPage() {
  const { id, flow } = route.useParams();
  const bot = useQuery(botQuery(id));
  const flows = useQuery(flowsQuery(id));
  const saved = useQuery({ ...flowQuery(id, flow), gcTime: 0 });
  return (
    <Load query={bot}>
      {(owner) => (
        <Load query={flows}>
          {(rows) => (
            <Load query={saved}>
              {(found) => <FlowDoor key={found.id} bot={owner} rows={rows} saved={found} />}
            </Load>
          )}
        </Load>
      )}
    </Load>
  );
}

interface DoorProps {
  bot: BotRow;
  rows: FlowRow[];
  saved: SavedFlow;
}

function FlowDoor(props: DoorProps) {
  const { t } = useTranslation();
  const [shown] = useState(() => shownFlow(props.saved));
  if (!shown) return <Empty icon={Workflow} title={t("flows.unreadable")} text={t("flows.unreadableText")} />;
  return <FlowBody {...props} shown={shown} />;
}

function FlowBody({ bot, rows, saved, shown }: DoorProps & { shown: Flow }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const phone = usePhone();
  const editing = useFlow(bot.id, saved, shown);
  const { flow } = editing;
  const [selection, select] = useState<string[]>([]);
  const [wish, setWish] = useState<FocusWish | null>(null);
  const [said, say] = useState("");
  const [publishing, setPublishing] = useState(false);
  const [counters, setCounters] = useState<Period | null>(null);
  const others = useMemo(() => rows.filter((row) => row.id !== saved.id), [rows, saved.id]);
  const known = useFlowKnown(bot, flow, others);
  const check = useFaults(bot.id, saved.id, flow, known.set);
  const places = useMemo(() => placesOf(flow), [flow]);
  const targets = useTargetOptions(flow, others);
  const view = VIEWS.find((name) => name === search.view) ?? (phone ? "outline" : "canvas");
  const panel: Panel | "edit" = PANELS.find((name) => name === search.panel) ?? (phone ? "edit" : "step");
  const attempt = useFlowTry(bot, saved.id, flow, panel === "try");
  const marksOf = useMarks(flow, check.faults, attempt.trail);
  const counted = useCounted(bot.id, saved.id, counters);
  const people = usePeopleAt(editing.people);
  const { onPlace } = editing;
  const at = selection.at(-1) ?? "";
  useEffect(() => onPlace(at), [onPlace, at]);
  const put = useCallback(
    (change: { panel?: string; view?: string }) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  const builder = useMemo(
    (): Builder => ({
      flow,
      places,
      change: editing.change,
      undo: editing.undo,
      redo: editing.redo,
      selection,
      select,
      edit: (where) => {
        put({ panel: "step" });
        setWish({ where: where ?? "first" });
      },
      tryFrom: (from) => {
        put({ panel: "try" });
        attempt.restart(from);
      },
      say,
    }),
    [flow, places, editing, selection, put, attempt.restart],
  );
  const step = selection.length === 1 ? flow.steps.find((one) => one.id === selection[0]) : undefined;
  const publish = () => editing.changed && setPublishing(true);
  const pane = (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <ViewBar
        view={view}
        onView={(next) => put({ view: next })}
        editing={editing}
        counters={counters}
        onCounters={setCounters}
      />
      <ConflictNote editing={editing} />
      {editing.error ? <ErrorNote className="m-3" error={editing.error} /> : null}
      <div className="min-h-0 flex-1">
        <Suspense fallback={<SkeletonRows />}>
          {view === "text" ? (
            <FlowText faults={check.faults} onSave={publish} />
          ) : view === "outline" ? (
            <Outline />
          ) : (
            <Canvas marksOf={marksOf} trail={attempt.trail} />
          )}
        </Suspense>
      </div>
    </div>
  );
  const tabs = [...(phone ? (["edit"] as const) : []), ...PANELS];
  const errors = check.faults.filter((fault) => fault.severity === "error").length;
  return (
    <BuilderContext.Provider value={builder}>
      <BotFlows.Provider value={others}>
        <Targets.Provider value={targets}>
          <CountsContext.Provider value={counted}>
            <PeopleContext.Provider value={people}>
              <FlowSchedules.Provider value={saved.schedules}>
                <Page
                  fixed
                  title={flow.name || saved.key}
                  back={<BackToBot bot={bot} />}
                  description={
                    <span className="flex flex-wrap items-center gap-x-3">
                      <FlowState
                        saved={saved}
                        editing={editing}
                        onCompare={() => put({ panel: "versions" })}
                      />
                      <AlsoHere people={editing.people} />
                    </span>
                  }
                  actions={<FlowActions bot={bot} saved={saved} editing={editing} onPublish={publish} />}
                >
                  <p role="status" className="sr-only">
                    {said}
                  </p>
                  <div className="flex min-h-0 flex-1">
                    {phone ? null : pane}
                    <FlowForm known={known.known} faults={check.faults}>
                      <Tabs
                        label={t("flows.panels")}
                        value={panel}
                        onChange={(next) => put({ panel: next })}
                        tabs={tabs.map((tab) => ({
                          name: tab,
                          label: t(`flows.panel.${tab}`),
                          count: tab === "faults" ? errors : undefined,
                        }))}
                        className={cn(
                          "min-w-0 bg-canvas [&>[role=tablist]]:bg-surface [&>[role=tablist]]:px-3",
                          phone ? "flex-1" : "w-[400px] shrink-0 border-l",
                        )}
                      >
                        {phone ? (
                          <TabPanel name="edit" className="flex flex-1 flex-col">
                            {pane}
                          </TabPanel>
                        ) : null}
                        <TabPanel name="step" className="flex-1 overflow-y-auto">
                          {/* Esc gives the keys back to the canvas. */}
                          <EscBack>
                            {step ? <StepPanel key={step.id} step={step} wish={wish} /> : <FlowFields />}
                          </EscBack>
                        </TabPanel>
                        <TabPanel name="try" className="flex-1 overflow-y-auto">
                          <TryPane attempt={attempt} />
                        </TabPanel>
                        <TabPanel name="faults" className="flex-1 overflow-y-auto p-4">
                          <FaultPanel faults={check.faults} />
                          {check.error ? <ErrorNote className="mt-3" error={check.error} /> : null}
                        </TabPanel>
                        <TabPanel name="versions" className="flex-1 overflow-y-auto">
                          <Versions bot={bot.id} saved={saved} editing={editing} />
                        </TabPanel>
                      </Tabs>
                    </FlowForm>
                  </div>
                  {publishing ? (
                    <Publish
                      saved={saved}
                      editing={editing}
                      faults={check.faults}
                      close={() => setPublishing(false)}
                    />
                  ) : null}
                </Page>
              </FlowSchedules.Provider>
            </PeopleContext.Provider>
          </CountsContext.Provider>
        </Targets.Provider>
      </BotFlows.Provider>
    </BuilderContext.Provider>
  );
}

/** The numbers of the steps, as long as they are shown. */
function useCounted(bot: string, flow: string, days: Period | null): Counted | null {
  const counts = useQuery({ ...countsQuery(bot, flow, days ?? 30), enabled: days !== null });
  const steps = counts.data;
  return useMemo(() => (days !== null && steps ? { flow, days, steps } : null), [flow, days, steps]);
}

function EscBack({ children }: { children: ReactNode }) {
  return (
    <div
      role="group"
      onKeyDown={(event) => {
        const done = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
        if (!done || event.defaultPrevented) return;
        const place = document.querySelector<HTMLElement>("[data-canvas], [data-step][tabindex='0']");
        place?.focus({ preventScroll: true });
      }}
    >
      {children}
    </div>
  );
}
