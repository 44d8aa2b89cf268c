import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Back } from "@/ui/back";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { TabPanel, Tabs } from "@/ui/tabs";
import { type BotRow, botQuery } from "../flows/api";
import { BotFlowList } from "./flow-list";

const route = getRouteApi("/studio/bots/$id");
const TABS = ["flows"] as const;

export function BotPage() {
  const { id } = route.useParams();
  const bot = useQuery(botQuery(id));
  return <Load query={bot}>{(found) => <BotBody key={found.id} bot={found} />}</Load>;
}

function BotBody({ bot }: { bot: BotRow }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = TABS.find((name) => name === search.tab) ?? "flows";
  return (
    <Page
      fixed
      title={bot.settings.name}
      back={<Back to="/bots" label={t("bots.title")} />}
      description={bot.settings.description ?? bot.key}
    >
      <Tabs
        label={t("bots.parts")}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        tabs={TABS.map((name) => ({ name, label: t(`bots.tab.${name}`) }))}
        className="flex-1 [&>[role=tablist]]:bg-surface [&>[role=tablist]]:px-4"
      >
        <TabPanel name="flows" className="flex-1 overflow-y-auto">
          <BotFlowList bot={bot} />
        </TabPanel>
      </Tabs>
    </Page>
  );
}
