import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft, Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { BridgeFull } from "@/api/types";
import { OnSwitch } from "@/pages/scenarios/on-switch";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { TabPanel, Tabs } from "@/ui/tabs";
import { BridgeEditor } from "./editor";
import { HistoryTab } from "./history-tab";
import { bridgeQuery } from "./queries";

const route = getRouteApi("/studio/bridges/$id");
const TABS = ["mapping", "history"] as const;

export function BridgePage() {
  const { id } = route.useParams();
  const bridge = useQuery(bridgeQuery(id));
  return <Load query={bridge}>{(data) => <BridgeBody key={data.id} bridge={data} />}</Load>;
}

function BridgeBody({ bridge }: { bridge: BridgeFull }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = TABS.find((name) => name === search.tab) ?? "mapping";
  const toScenario = (
    <Button asChild>
      <Link to="/scenarios/$id" params={{ id: bridge.id }}>
        {t("bridges.asScenario")}
      </Link>
    </Button>
  );
  return (
    <Page
      fixed
      title={bridge.name}
      back={
        <Button asChild variant="ghost" size="icon" className="-ml-2">
          <Link to="/bridges" aria-label={t("bridges.title")}>
            <ArrowLeft />
          </Link>
        </Button>
      }
      description={
        <span className="flex flex-wrap items-center gap-x-3">
          <Status tone={bridge.on ? "good" : "neutral"} live={bridge.on}>
            <span className="text-xs">{bridge.on ? t("bridges.runs") : t("bridges.stopped")}</span>
          </Status>
          <span>{t("bridges.version", { version: bridge.version })}</span>
          <span className="font-mono max-sm:hidden">{bridge.key}</span>
        </span>
      }
      actions={
        <>
          <OnSwitch id={bridge.id} name={bridge.name} on={bridge.on} />
          {toScenario}
        </>
      }
    >
      <Tabs
        label={t("bridges.tabs")}
        className="min-h-0 flex-1 bg-surface [&>[role=tablist]]:px-5 max-sm:[&>[role=tablist]]:px-2"
        value={tab}
        onChange={(name) => void navigate({ search: { tab: name } })}
        tabs={TABS.map((name) => ({ name, label: t(`bridges.tab.${name}`) }))}
      >
        <TabPanel name="mapping" className="flex flex-1 flex-col overflow-hidden">
          {bridge.bridge ? (
            <BridgeEditor full={bridge} saved={bridge.bridge} />
          ) : (
            <Empty icon={Workflow} title={t("bridges.extended")} text={t("bridges.extendedText")}>
              {toScenario}
            </Empty>
          )}
        </TabPanel>
        <TabPanel name="history" className="flex-1 overflow-y-auto">
          <HistoryTab bridge={bridge} />
        </TabPanel>
      </Tabs>
    </Page>
  );
}
