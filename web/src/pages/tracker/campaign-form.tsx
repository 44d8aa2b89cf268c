import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { Field, Input, Select } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Segmented } from "@/ui/segmented";
import { botsQuery } from "../flows/api";
import { type Campaign, type CampaignParameter, type CampaignSettings, saveCampaign } from "./api";

const GOALS = ["telegram", "page"] as const;

/** A campaign: where its link leads, and what the link carries. */
export function CampaignForm({ campaign, close }: { campaign: Campaign | null; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const bots = useQuery(botsQuery).data ?? [];
  const connected = bots.filter((bot) => bot.channels.some((one) => one.settings.kind === "telegram"));
  const [settings, setSettings] = useState<CampaignSettings>(
    campaign?.settings ?? { name: "", entry: { to: "telegram", bot: "" } },
  );
  const set = (change: Partial<CampaignSettings>) => setSettings({ ...settings, ...change });
  const { entry } = settings;
  const parameters = settings.parameters ?? [];
  const bot = entry.to === "telegram" ? entry.bot || connected[0]?.key || "" : "";
  const save = async () => {
    const goal: CampaignSettings["entry"] = entry.to === "telegram" ? { to: "telegram", bot } : entry;
    await saveCampaign(campaign?.id ?? null, { ...settings, entry: goal });
    await client.invalidateQueries({ queryKey: ["campaigns"] });
  };
  const change = (index: number, part: Partial<CampaignParameter>) =>
    set({ parameters: parameters.map((one, place) => (place === index ? { ...one, ...part } : one)) });
  return (
    <FormDialog
      wide
      title={campaign?.settings.name ?? t("tracker.newCampaign")}
      open
      onOpenChange={close}
      onSubmit={save}
    >
      <Field label={t("common.name")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            value={settings.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Segmented
        label={t("tracker.goal")}
        value={entry.to}
        onChange={(to) =>
          set({ entry: to === "telegram" ? { to: "telegram", bot: "" } : { to: "page", url: "" } })
        }
        options={GOALS.map((name) => ({ name, label: t(`tracker.goals.${name}`) }))}
      />
      {entry.to === "telegram" ? (
        <Field label={t("tracker.bot")} hint={connected.length === 0 ? t("tracker.noBot") : undefined}>
          {(props) => (
            <Select
              {...props}
              required
              value={bot}
              onChange={(event) => set({ entry: { to: "telegram", bot: event.target.value } })}
            >
              {connected.map((one) => (
                <option key={one.id} value={one.key}>
                  {one.settings.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : (
        <Field label={t("tracker.page")} hint={t("tracker.pageHint", { example: "{{tracker.clickid}}" })}>
          {(props) => (
            <Input
              {...props}
              required
              className="font-mono text-xs"
              placeholder="https://shop.example/?sub={{tracker.clickid}}"
              value={String(entry.url)}
              onChange={(event) => set({ entry: { to: "page", url: event.target.value } })}
            />
          )}
        </Field>
      )}
      <Field label={t("tracker.currency")} hint={t("tracker.currencyHint")}>
        {(props) => (
          <Input
            {...props}
            className="w-28 font-mono uppercase"
            maxLength={3}
            pattern="[A-Za-z]{3}"
            value={settings.currency ?? ""}
            onChange={(event) => set({ currency: event.target.value.toUpperCase() || undefined })}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-[13px] font-medium">{t("tracker.parameters")}</legend>
        <p className="text-xs text-faint">{t("tracker.parametersHint")}</p>
        {parameters.map((one, index) => (
          <div
            key={index}
            className="grid grid-cols-[1fr_1fr_1fr_auto] items-center gap-2 max-sm:grid-cols-1"
          >
            <Input
              aria-label={t("tracker.parameterName", { n: index + 1 })}
              placeholder={t("common.name")}
              required
              value={one.name}
              onChange={(event) => change(index, { name: event.target.value })}
            />
            <Input
              aria-label={t("tracker.parameterKey", { n: index + 1 })}
              className="font-mono"
              placeholder="ad_name"
              pattern="[a-z0-9_\-]{1,64}"
              required
              value={one.parameter}
              onChange={(event) => change(index, { parameter: event.target.value })}
            />
            <Input
              aria-label={t("tracker.parameterValue", { n: index + 1 })}
              className="font-mono"
              placeholder="{{ad.name}}"
              value={one.placeholder ?? ""}
              onChange={(event) => change(index, { placeholder: event.target.value })}
            />
            <IconButton
              size="iconSm"
              label={`${t("common.remove")}: ${one.name}`}
              onClick={() => set({ parameters: parameters.toSpliced(index, 1) })}
            >
              <X />
            </IconButton>
          </div>
        ))}
        <Button
          size="sm"
          className="self-start"
          onClick={() => set({ parameters: [...parameters, { name: "", parameter: "", visible: true }] })}
        >
          <Plus /> {t("tracker.parameter")}
        </Button>
      </fieldset>
    </FormDialog>
  );
}
