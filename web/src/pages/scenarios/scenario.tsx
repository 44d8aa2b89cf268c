import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { scenarioQuery } from "@/api/scenarios";
import type { ScenarioFull } from "@/api/types";
import type { EditorHandle } from "@/editor/editor";
import { lineOf, readPath } from "@/editor/syntax";
import { cn } from "@/ui/cn";
import { Later } from "@/ui/later";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { TabPanel, Tabs } from "@/ui/tabs";
import { usePhone } from "@/ui/use-phone";
import type { Drafted, ServerDraft } from "./draft-store";
import { earlyDraft } from "./early-draft";
import { EditPane, VIEWS, type View } from "./edit-pane";
import type { Jump } from "./form/form-view";
import type { Path } from "./form/tree";
import { OutlinePanel } from "./outline-panel";
import { PublishDialog } from "./publish-dialog";
import { BackToScenarios, ScenarioActions, ScenarioState } from "./scenario-head";
import { TryPanel } from "./try-panel";
import { useCheck } from "./use-check";
import { useDraft } from "./use-draft";
import { VersionsPanel } from "./versions-panel";

const route = getRouteApi("/studio/scenarios/$id");
const PANELS = ["outline", "try", "versions"] as const;

export function ScenarioPage() {
  const { id } = route.useParams();
  const scenario = useQuery(scenarioQuery(id));
  // The draft is asked for once: from then on the page and the server tell each other.
  const drafted = useQuery({
    queryKey: ["draft", id],
    queryFn: () => earlyDraft.take<Drafted>(id) ?? api.get<Drafted>(`/scenarios/${id}/draft`),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return (
    <Load query={scenario}>
      {(saved) => (
        <Load query={drafted}>
          {({ draft }) => <ScenarioBody key={saved.id} saved={saved} draft={draft} />}
        </Load>
      )}
    </Load>
  );
}

function ScenarioBody({ saved, draft }: { saved: ScenarioFull; draft: ServerDraft | null }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const phone = usePhone();
  const editor = useRef<EditorHandle>(null);
  const opened = useRef<string | null>(null);
  const [jump, setJump] = useState<Jump | null>(null);
  const [publishing, setPublishing] = useState(false);
  const editing = useDraft(saved, draft);
  const check = useCheck(editing.text);
  const view: View = VIEWS.find((name) => name === search.view) ?? "form";
  const panel = PANELS.find((name) => name === search.panel) ?? (phone ? "edit" : "try");
  const name = check.scenario?.name ?? saved.scenario?.name ?? saved.key;
  const put = (change: { panel?: string; view?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const look = (path: Path) => {
    if (view === "canvas") put({ view: "form" });
    setJump({ path });
  };
  const goTo = (path: string, line: number, column: number) => {
    if (phone) put({ panel: "edit" });
    if (view === "text") setTimeout(() => editor.current?.goTo(line, column), phone ? 60 : 0);
    else look(readPath(path));
  };
  const jumpTo = (path: (string | number)[]) => {
    if (phone) put({ panel: "edit" });
    if (view === "text")
      setTimeout(() => editor.current?.goTo(lineOf(editing.text, path) ?? 1, 1), phone ? 60 : 0);
    else look(path);
  };
  const askToPublish = () => editing.changed && setPublishing(true);
  const pane = (
    <EditPane
      editing={editing}
      check={check}
      view={view}
      onView={(next) => put({ view: next })}
      goTo={goTo}
      editor={editor}
      opened={opened}
      jump={jump}
      onSave={askToPublish}
      look={look}
    />
  );
  const tabs = [...(phone ? (["edit"] as const) : []), ...PANELS];
  return (
    <Page
      fixed
      title={name}
      back={<BackToScenarios />}
      description={<ScenarioState saved={saved} editing={editing} />}
      actions={<ScenarioActions saved={saved} name={name} editing={editing} onPublish={askToPublish} />}
    >
      <div className="flex min-h-0 flex-1">
        {phone ? null : pane}
        <Tabs
          label={t("editor.panels")}
          value={panel}
          onChange={(next) => put({ panel: next })}
          tabs={tabs.map((tab) => ({ name: tab, label: t(`editor.panel.${tab}`) }))}
          className={cn(
            "min-w-0 bg-canvas [&>[role=tablist]]:bg-surface [&>[role=tablist]]:px-3",
            phone ? "flex-1" : "w-[min(36%,30rem)] border-l",
          )}
        >
          {phone ? (
            <TabPanel name="edit" className="flex flex-1 flex-col">
              {pane}
            </TabPanel>
          ) : null}
          <TabPanel name="outline" className="flex-1 overflow-y-auto p-4">
            <OutlinePanel check={check} jump={jumpTo} />
          </TabPanel>
          <TabPanel name="try" className="flex-1 overflow-y-auto p-4">
            <Later waiting={null}>
              <TryPanel check={check} />
            </Later>
          </TabPanel>
          <TabPanel name="versions" className="flex-1 overflow-y-auto p-4">
            <VersionsPanel saved={saved} editing={editing} />
          </TabPanel>
        </Tabs>
      </div>
      {publishing ? (
        <PublishDialog saved={saved} editing={editing} check={check} close={() => setPublishing(false)} />
      ) : null}
    </Page>
  );
}
