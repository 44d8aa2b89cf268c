import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Megaphone, Pencil, Plus, Reply, Trash2, Zap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { Qr } from "../settings/access/qr";
import { Address, shownUrl } from "./address";
import { type Campaign, campaignsQuery, dropCampaign } from "./api";
import { AutoActionsDialog } from "./auto-actions";
import { CampaignForm } from "./campaign-form";
import { SourceCallsDialog } from "./source-calls";

/** Campaigns with the links that lead to them. */
export function Campaigns() {
  const { t } = useTranslation();
  const campaigns = useQuery(campaignsQuery);
  const [adding, setAdding] = useState(false);
  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus /> {t("tracker.newCampaign")}
    </Button>
  );
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5 p-6 max-sm:p-4">
      <Load query={campaigns}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Megaphone} title={t("tracker.noCampaigns")} text={t("tracker.noCampaignsText")}>
              {add}
            </Empty>
          ) : (
            <>
              <div className="flex justify-end">{add}</div>
              {rows.map((campaign) => (
                <CampaignCard key={campaign.id} campaign={campaign} />
              ))}
            </>
          )
        }
      </Load>
      {adding ? <CampaignForm campaign={null} close={() => setAdding(false)} /> : null}
    </div>
  );
}

function CampaignCard({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState<"edit" | "actions" | "source" | "drop" | null>(null);
  const { name, entry, description } = campaign.settings;
  const goal = entry.to === "telegram" ? t("tracker.toBot", { bot: entry.bot }) : entry.url;
  return (
    <Section
      title={name}
      description={[goal, description].filter(Boolean).join(" · ")}
      actions={
        <>
          <Button size="sm" onClick={() => setAsking("actions")}>
            <Zap /> {t("tracker.autoActions")}
          </Button>
          <Button size="sm" onClick={() => setAsking("source")}>
            <Reply /> {t("tracker.source")}
          </Button>
          <IconButton size="iconSm" label={`${t("common.edit")}: ${name}`} onClick={() => setAsking("edit")}>
            <Pencil />
          </IconButton>
          <IconButton
            size="iconSm"
            label={`${t("common.delete")}: ${name}`}
            onClick={() => setAsking("drop")}
          >
            <Trash2 />
          </IconButton>
        </>
      }
    >
      <div className="flex gap-4 p-4 max-sm:flex-col">
        <div className="flex min-w-0 flex-1 flex-col gap-2">
          <Address
            label={t("tracker.linkOf", { name })}
            copy={t("tracker.copyLink", { name })}
            url={campaign.url_with_parameters}
          />
          <p className="text-xs leading-5 text-faint">
            {t("tracker.linkText", { example: "{{tracker.clickid}}" })}
          </p>
        </div>
        <Qr text={shownUrl(campaign.url)} label={t("tracker.qr", { name })} />
      </div>
      {asking === "actions" ? <AutoActionsDialog campaign={campaign} close={() => setAsking(null)} /> : null}
      {asking === "source" ? <SourceCallsDialog campaign={campaign} close={() => setAsking(null)} /> : null}
      {asking === "edit" ? <CampaignForm campaign={campaign} close={() => setAsking(null)} /> : null}
      <Confirm
        title={t("tracker.dropCampaign", { name })}
        text={t("tracker.dropCampaignText")}
        action={t("common.delete")}
        danger
        open={asking === "drop"}
        onOpenChange={() => setAsking(null)}
        onConfirm={() =>
          dropCampaign(campaign.id).then(() => client.invalidateQueries({ queryKey: ["campaigns"] }))
        }
      />
    </Section>
  );
}
