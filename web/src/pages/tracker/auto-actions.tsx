import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { Input, Select } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { botsQuery, flowQuery, flowsQuery } from "../flows/api";
import { asList, asText, asTree } from "../scenarios/form/tree";
import { type AutoAction, type AutoActions, autoActionsQuery, type Campaign, saveAutoActions } from "./api";

const EVENTS = ["registration", "sale", "resale", "resale#2", "resale#3", "withdrawal"];
const STATUSES = ["auto", "manual", "finished"] as const;

/** What a campaign does when partners report something. */
export function AutoActionsDialog({ campaign, close }: { campaign: Campaign; close: () => void }) {
  const actions = useQuery(autoActionsQuery(campaign.id));
  return <Load query={actions}>{(found) => <Rules campaign={campaign} found={found} close={close} />}</Load>;
}

interface RulesProps {
  campaign: Campaign;
  found: AutoActions;
  close: () => void;
}

function Rules({ campaign, found, close }: RulesProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [rules, setRules] = useState<AutoAction[]>(found.rules ?? []);
  const { entry } = campaign.settings;
  const bots = useQuery(botsQuery).data ?? [];
  const [chosen, setChosen] = useState("");
  // A page may carry the chat of any bot: whose flows are meant is asked for.
  const key = entry.to === "telegram" ? entry.bot : chosen;
  const bot = bots.find((one) => one.key === key) ?? bots[0];
  const save = async () => {
    await saveAutoActions(campaign.id, rules);
    await client.invalidateQueries({ queryKey: ["campaigns"] });
  };
  const change = (index: number, part: Partial<AutoAction>) =>
    setRules(rules.map((rule, place) => (place === index ? { ...rule, ...part } : rule)));
  const scenario = found.scenario ? (
    <Link to="/scenarios/$id" params={{ id: found.scenario }} className="text-accent-ink hover:underline">
      {t("tracker.openScenario")}
    </Link>
  ) : null;
  return (
    <FormDialog
      wide
      title={t("tracker.autoActionsOf", { name: campaign.settings.name })}
      description={
        <>
          {found.rules ? t("tracker.autoActionsText") : t("tracker.extended")} {scenario}
        </>
      }
      open
      onOpenChange={close}
      onSubmit={save}
    >
      <datalist id="tracker-events">
        {EVENTS.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {entry.to === "page" && bots.length > 1 ? (
        <Select
          aria-label={t("tracker.bot")}
          value={bot?.key ?? ""}
          onChange={(event) => setChosen(event.target.value)}
        >
          {bots.map((one) => (
            <option key={one.id} value={one.key}>
              {one.settings.name}
            </option>
          ))}
        </Select>
      ) : null}
      {rules.map((rule, index) => (
        <div
          key={index}
          className="grid grid-cols-[1fr_1fr_1fr_8rem_auto] items-center gap-2 max-sm:grid-cols-1"
        >
          <Input
            aria-label={t("tracker.ruleEvent", { n: index + 1 })}
            list="tracker-events"
            required
            className="font-mono"
            value={rule.event}
            onChange={(event) => change(index, { event: event.target.value })}
          />
          {bot ? (
            <Place bot={bot.id} rule={rule} n={index + 1} change={(part) => change(index, part)} />
          ) : null}
          <Select
            aria-label={t("tracker.ruleStatus", { n: index + 1 })}
            value={rule.status ?? "auto"}
            onChange={(event) =>
              change(index, { status: STATUSES.find((one) => one === event.target.value) ?? "auto" })
            }
          >
            {STATUSES.map((name) => (
              <option key={name} value={name}>
                {t(`tracker.status.${name}`)}
              </option>
            ))}
          </Select>
          <IconButton
            size="iconSm"
            label={`${t("common.remove")}: ${rule.event}`}
            onClick={() => setRules(rules.toSpliced(index, 1))}
          >
            <X />
          </IconButton>
        </div>
      ))}
      <Button
        size="sm"
        className="self-start"
        onClick={() => setRules([...rules, { event: "", flow: "", status: "auto" }])}
      >
        <Plus /> {t("tracker.addRule")}
      </Button>
    </FormDialog>
  );
}

interface PlaceProps {
  bot: string;
  rule: AutoAction;
  n: number;
  change: (part: Partial<AutoAction>) => void;
}

/** The flow, and the step of it. */
function Place({ bot, rule, n, change }: PlaceProps) {
  const { t } = useTranslation();
  const flows = (useQuery(flowsQuery(bot)).data ?? []).filter((flow) => flow.version > 0);
  const flow = flows.find((one) => one.key === rule.flow);
  const whole = useQuery({ ...flowQuery(bot, flow?.id ?? ""), enabled: Boolean(flow) }).data;
  const steps = asList(asTree(whole?.published).steps).map(asTree);
  return (
    <>
      <Select
        aria-label={t("tracker.ruleFlow", { n })}
        required
        value={rule.flow}
        onChange={(event) => change({ flow: event.target.value, step: undefined })}
      >
        <option value="">{t("tracker.chooseFlow")}</option>
        {flows.map((one) => (
          <option key={one.id} value={one.key}>
            {one.name}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t("tracker.ruleStep", { n })}
        value={rule.step ?? ""}
        onChange={(event) => change({ step: event.target.value || undefined })}
      >
        <option value="">{t("tracker.firstStep")}</option>
        {steps.map((step) => (
          <option key={asText(step.id)} value={asText(step.id)}>
            {asText(step.title) || asText(step.id)}
          </option>
        ))}
      </Select>
    </>
  );
}
