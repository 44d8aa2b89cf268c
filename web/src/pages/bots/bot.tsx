import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { Back } from "@/ui/back";
import { IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Load } from "@/ui/load";
import { Menu, MenuItem } from "@/ui/menu";
import { Page } from "@/ui/page";
import { Switch } from "@/ui/switch";
import { TabPanel, Tabs } from "@/ui/tabs";
import { type BotRow, botQuery, dropBot, switchBot } from "../flows/api";
import { BotFormArea } from "./bot-form";
import { Channels } from "./channels";
import { BotFlowList } from "./flow-list";
import { General } from "./general";
import { Commands, DialogFields, Variables } from "./lists";
import { Operators } from "./operators";
import { Remote } from "./remote/remote";
import { Texts } from "./texts";

const route = getRouteApi("/studio/bots/$id");
const TABS = [
  "flows",
  "channels",
  "general",
  "texts",
  "operators",
  "variables",
  "commands",
  "remote",
] as const;

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
  const plain = tab === "flows" || tab === "channels" || tab === "remote";
  return (
    <Page
      fixed
      title={bot.settings.name}
      back={<Back to="/bots" label={t("bots.title")} />}
      description={bot.settings.description ?? bot.key}
      actions={<BotActions bot={bot} />}
    >
      <Tabs
        label={t("bots.parts")}
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        tabs={TABS.map((name) => ({ name, label: t(`bots.tab.${name}`) }))}
        className="flex-1 [&>[role=tablist]]:bg-surface [&>[role=tablist]]:px-4"
      >
        <TabPanel name={tab} className={plain ? "flex-1 overflow-y-auto" : "hidden"}>
          {tab === "flows" ? <BotFlowList bot={bot} /> : null}
          {tab === "channels" ? <Channels bot={bot} /> : null}
          {tab === "remote" ? <Remote bot={bot} /> : null}
        </TabPanel>
        {/* One form over the tabs: what was changed in one is still there after a look at another. */}
        <div className={plain ? "hidden" : "flex min-h-0 flex-1"}>
          <BotFormArea bot={bot}>
            {tab === "general" ? <General bot={bot} /> : null}
            {tab === "texts" ? <Texts /> : null}
            {tab === "operators" ? <Operators bot={bot} /> : null}
            {tab === "variables" ? (
              <>
                <Variables />
                <DialogFields />
              </>
            ) : null}
            {tab === "commands" ? <Commands /> : null}
          </BotFormArea>
        </div>
      </Tabs>
    </Page>
  );
}

/** On and off, and the way out. */
function BotActions({ bot }: { bot: BotRow }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const flip = useMutation({
    mutationFn: (on: boolean) => switchBot(bot.id, on),
    onSuccess: () => client.invalidateQueries({ queryKey: ["bots"] }),
    onError: (error) => toast.error(error.message),
  });
  const remove = async () => {
    await dropBot(bot.id);
    await navigate({ to: "/bots" });
    await client.invalidateQueries({ queryKey: ["bots"] });
  };
  return (
    <>
      <span className="flex items-center gap-2 text-[13px] text-faint">
        <span className="max-sm:hidden">{bot.on ? t("common.on") : t("common.off")}</span>
        <Switch
          label={t("bots.botOn", { name: bot.settings.name })}
          checked={bot.on}
          busy={flip.isPending}
          onChange={(on) => flip.mutate(on)}
        />
      </span>
      <Menu
        trigger={
          <IconButton label={t("common.more")}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem danger onSelect={() => setAsking(true)}>
          {t("common.delete")}
        </MenuItem>
      </Menu>
      <Confirm
        title={t("bots.deleteTitle", { name: bot.settings.name })}
        text={t("bots.deleteText")}
        action={t("common.delete")}
        danger
        open={asking}
        onOpenChange={setAsking}
        onConfirm={remove}
      />
    </>
  );
}
