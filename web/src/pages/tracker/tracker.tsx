import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/page";
import { TabPanel, Tabs } from "@/ui/tabs";
import { Campaigns } from "./campaigns";
import { Log } from "./log";
import { Postbacks } from "./postbacks";
import { Tally } from "./tally";

const route = getRouteApi("/studio/tracker");
const TABS = ["campaigns", "postbacks", "log", "report"] as const;

/** Campaigns, the addresses partners report to, what they reported, and what came of it. */
export function TrackerPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = TABS.find((name) => name === search.tab) ?? "campaigns";
  return (
    <Page fixed title={t("tracker.title")} description={t("tracker.description")}>
      <Tabs
        label={t("tracker.parts")}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        tabs={TABS.map((name) => ({ name, label: t(`tracker.tab.${name}`) }))}
        className="flex-1 [&>[role=tablist]]:bg-surface [&>[role=tablist]]:px-4"
      >
        <TabPanel name={tab} className="flex-1 overflow-y-auto">
          {tab === "campaigns" ? <Campaigns /> : null}
          {tab === "postbacks" ? <Postbacks /> : null}
          {tab === "log" ? <Log /> : null}
          {tab === "report" ? <Tally /> : null}
        </TabPanel>
      </Tabs>
    </Page>
  );
}
