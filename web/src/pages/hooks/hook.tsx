import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft, Ellipsis, Pause, Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { Hook } from "@/api/types";
import { ChangesButton } from "@/pages/settings/access/changes";
import { Status } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Load } from "@/ui/load";
import { Menu, MenuItem, MenuLine } from "@/ui/menu";
import { Page } from "@/ui/page";
import { TabPanel, Tabs } from "@/ui/tabs";
import { Ago } from "@/ui/time";
import { AnswerTab } from "./answer-tab";
import { ArrivalsTab } from "./arrivals-tab";
import { FindTab } from "./find-tab";
import { HookAddress } from "./hook-address";
import { HookQuestions, type Question } from "./hook-questions";
import { hookQuery, useHookChange } from "./queries";
import { ScenariosTab } from "./scenarios-tab";
import { SecurityTab } from "./security-tab";

const route = getRouteApi("/studio/hooks/$id");
const TABS = ["arrivals", "security", "find", "answer", "scenarios"] as const;
type TabName = (typeof TABS)[number];

export function HookPage() {
  const { id } = route.useParams();
  const hook = useQuery({
    ...hookQuery(id),
    // What a limit turns away is no event that the server would tell of.
    refetchInterval: ({ state }) => (state.data?.settings.limit ? 15_000 : false),
  });
  return <Load query={hook}>{(data) => <HookBody key={data.id} hook={data} />}</Load>;
}

function HookBody({ hook }: { hook: Hook }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab: TabName = TABS.find((name) => name === search.tab) ?? "arrivals";
  const paused = hook.settings.paused ?? false;
  return (
    <Page
      fixed
      title={hook.settings.name}
      back={
        <Button asChild variant="ghost" size="icon" className="-ml-2">
          <Link to="/hooks" aria-label={t("hooks.title")}>
            <ArrowLeft />
          </Link>
        </Button>
      }
      description={
        <span className="flex flex-wrap items-center gap-x-3">
          <Status tone={paused ? "warn" : "good"} live={!paused}>
            <span className="text-xs">{paused ? t("hooks.pausedHeld") : t("hooks.listening")}</span>
          </Status>
          <span className="font-mono max-sm:hidden">{hook.key}</span>
          <TurnedAway hook={hook} />
        </span>
      }
      actions={<HookActions hook={hook} />}
      toolbar={<HookAddress hook={hook} />}
    >
      <Tabs
        label={t("hooks.tabs")}
        className="min-h-0 flex-1 bg-surface [&>[role=tablist]]:px-5 max-sm:[&>[role=tablist]]:px-2"
        value={tab}
        onChange={(name) => void navigate({ search: { tab: name } })}
        tabs={TABS.map((name) => ({ name, label: t(`hooks.tab.${name}`) }))}
      >
        <TabPanel name="arrivals" className="flex flex-1 flex-col">
          <ArrivalsTab hook={hook} />
        </TabPanel>
        <TabPanel name="security" className="flex-1 overflow-y-auto">
          <SecurityTab hook={hook} />
        </TabPanel>
        <TabPanel name="find" className="flex-1 overflow-y-auto">
          <FindTab hook={hook} />
        </TabPanel>
        <TabPanel name="answer" className="flex-1 overflow-y-auto">
          <AnswerTab hook={hook} />
        </TabPanel>
        <TabPanel name="scenarios" className="flex-1 overflow-y-auto">
          <ScenariosTab hook={hook} />
        </TabPanel>
      </Tabs>
    </Page>
  );
}

/** What the hook's limit turned away, which no list of requests shows. */
function TurnedAway({ hook }: { hook: Hook }) {
  const { t } = useTranslation();
  const { count, last_at } = hook.limited;
  if (count === 0) return null;
  return (
    <Status tone="warn">
      <span className="text-xs">
        {t("hookLimit.turnedAway", { count })}
        {last_at ? (
          <>
            , {t("hookLimit.lastAt")} <Ago at={last_at} />
          </>
        ) : null}
      </span>
    </Status>
  );
}

function HookActions({ hook }: { hook: Hook }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Question | null>(null);
  const paused = hook.settings.paused ?? false;
  const flow = useHookChange(() => api.post(`/hooks/${hook.id}/${paused ? "resume" : "pause"}`));
  const toggle = () =>
    flow.mutate(undefined, { onSuccess: () => paused && toast.success(t("hooks.resumed")) });
  return (
    <>
      <Button busy={flow.isPending} onClick={toggle}>
        {paused ? <Play /> : <Pause />}{" "}
        <span className="max-sm:sr-only">{paused ? t("hooks.resume") : t("hooks.pause")}</span>
      </Button>
      <ChangesButton kind="hook" name={hook.key} title={hook.settings.name} />
      <Menu
        trigger={
          <IconButton label={t("common.more")}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => setAsking("rename")}>{t("hooks.rename")}</MenuItem>
        <MenuItem onSelect={() => setAsking("replay")}>{t("hooks.replayRange")}</MenuItem>
        <MenuItem onSelect={() => setAsking("rotate")}>{t("hooks.rotate")}</MenuItem>
        <MenuLine />
        <MenuItem danger onSelect={() => setAsking("delete")}>
          {t("common.delete")}
        </MenuItem>
      </Menu>
      <HookQuestions hook={hook} asking={asking} close={() => setAsking(null)} />
    </>
  );
}
