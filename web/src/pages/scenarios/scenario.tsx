import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { completionsQuery, scenarioQuery } from "@/api/scenarios";
import type { ScenarioFull } from "@/api/types";
import type { EditorHandle } from "@/editor/editor";
import type { Schema } from "@/editor/schema";
import { lineOf } from "@/editor/syntax";
import { arrivalQuery } from "@/pages/hooks/queries";
import { cn } from "@/ui/cn";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { TabPanel, Tabs } from "@/ui/tabs";
import { usePhone } from "@/ui/use-phone";
import { ConflictNote } from "./conflict-note";
import { FaultList } from "./fault-list";
import { OutlinePanel } from "./outline-panel";
import { BackToScenarios, ScenarioActions, ScenarioState } from "./scenario-head";
import { TryPanel } from "./try-panel";
import { useCheck } from "./use-check";
import { useDraft } from "./use-draft";
import { VersionsPanel } from "./versions-panel";

const route = getRouteApi("/studio/scenarios/$id");
const Editor = lazy(() => import("@/editor/editor").then((module) => ({ default: module.Editor })));
const PANELS = ["outline", "try", "versions"] as const;

const schemaQuery = {
  queryKey: ["schema", "scenario"],
  queryFn: () => api.get<Schema>("/schema/scenario"),
  staleTime: Number.POSITIVE_INFINITY,
};

export function ScenarioPage() {
  const { id } = route.useParams();
  const scenario = useQuery(scenarioQuery(id));
  return <Load query={scenario}>{(data) => <ScenarioBody key={data.id} saved={data} />}</Load>;
}

/** What completion knows: the schema, the account's keys and the variables of the chosen request. */
function useKnowledge(arrivalId: string | undefined) {
  const schema = useQuery(schemaQuery).data ?? null;
  const completions = useQuery(completionsQuery).data ?? null;
  const arrival = useQuery({ ...arrivalQuery(arrivalId ?? ""), enabled: Boolean(arrivalId) }).data;
  return useMemo(
    () => ({ schema, completions, variables: (arrival?.variables ?? []).map(({ name }) => name) }),
    [schema, completions, arrival],
  );
}

function ScenarioBody({ saved }: { saved: ScenarioFull }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const phone = usePhone();
  const editor = useRef<EditorHandle>(null);
  const editing = useDraft(saved, ({ version }) => toast.success(t("editor.saved", { version })));
  const check = useCheck(editing.text);
  const known = useKnowledge(search.arrival);
  const panel = PANELS.find((name) => name === search.panel) ?? (phone ? "text" : "outline");
  const name = check.scenario?.name ?? saved.scenario?.name ?? saved.key;
  const show = (next: string) =>
    void navigate({ search: (before) => ({ ...before, panel: next }), replace: true });
  const goTo = (line: number, column: number) => {
    if (phone) show("text");
    setTimeout(() => editor.current?.goTo(line, column), phone ? 60 : 0);
  };
  const jump = (path: (string | number)[]) => goTo(lineOf(editing.text, path) ?? 1, 1);
  const text = (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
      <ConflictNote editing={editing} />
      {editing.error ? <ErrorNote className="m-3" error={editing.error} /> : null}
      <div className="min-h-0 flex-1">
        <Suspense fallback={<SkeletonRows />}>
          <Editor
            label={t("editor.label")}
            text={editing.text}
            faults={check.faults}
            known={known}
            onChange={editing.setText}
            onSave={() => editing.save()}
            handle={editor}
          />
        </Suspense>
      </div>
      <FaultList check={check} goTo={goTo} />
    </div>
  );
  const tabs = [...(phone ? (["text"] as const) : []), ...PANELS];
  return (
    <Page
      fixed
      title={name}
      back={<BackToScenarios />}
      description={<ScenarioState saved={saved} editing={editing} />}
      actions={<ScenarioActions saved={saved} name={name} editing={editing} />}
    >
      <div className="flex min-h-0 flex-1">
        {phone ? null : text}
        <Tabs
          label={t("editor.panels")}
          value={panel}
          onChange={show}
          tabs={tabs.map((tab) => ({ name: tab, label: t(`editor.panel.${tab}`) }))}
          className={cn(
            "min-w-0 bg-canvas [&>[role=tablist]]:bg-surface [&>[role=tablist]]:px-3",
            phone ? "flex-1" : "w-[min(44%,38rem)] border-l",
          )}
        >
          {phone ? (
            <TabPanel name="text" className="flex flex-1 flex-col">
              {text}
            </TabPanel>
          ) : null}
          <TabPanel name="outline" className="flex-1 overflow-y-auto p-4">
            <OutlinePanel check={check} jump={jump} />
          </TabPanel>
          <TabPanel name="try" className="flex-1 overflow-y-auto p-4">
            <TryPanel check={check} />
          </TabPanel>
          <TabPanel name="versions" className="flex-1 overflow-y-auto p-4">
            <VersionsPanel saved={saved} editing={editing} />
          </TabPanel>
        </Tabs>
      </div>
    </Page>
  );
}
