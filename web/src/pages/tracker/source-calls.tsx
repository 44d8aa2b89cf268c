import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { type Campaign, type SourceCall, type SourceCalls, saveSourceCalls, sourceCallsQuery } from "./api";

/** What the source of a campaign is told. */
export function SourceCallsDialog({ campaign, close }: { campaign: Campaign; close: () => void }) {
  const calls = useQuery(sourceCallsQuery(campaign.id));
  return <Load query={calls}>{(found) => <Calls campaign={campaign} found={found} close={close} />}</Load>;
}

interface CallsProps {
  campaign: Campaign;
  found: SourceCalls;
  close: () => void;
}

function Calls({ campaign, found, close }: CallsProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [calls, setCalls] = useState<SourceCall[]>(found.calls ?? []);
  const save = async () => {
    await saveSourceCalls(campaign.id, calls);
    await client.invalidateQueries({ queryKey: ["campaigns"] });
  };
  const change = (index: number, part: Partial<SourceCall>) =>
    setCalls(calls.map((call, place) => (place === index ? { ...call, ...part } : call)));
  return (
    <FormDialog
      wide
      title={t("tracker.sourceOf", { name: campaign.settings.name })}
      description={
        <>
          {found.calls ? t("tracker.sourceText") : t("tracker.extended")}{" "}
          {found.scenario ? (
            <Link
              to="/scenarios/$id"
              params={{ id: found.scenario }}
              className="text-accent-ink hover:underline"
            >
              {t("tracker.openScenario")}
            </Link>
          ) : null}
        </>
      }
      open
      onOpenChange={close}
      onSubmit={save}
    >
      {calls.map((call, index) => (
        <div key={index} className="grid grid-cols-[10rem_1fr_auto] items-center gap-2 max-sm:grid-cols-1">
          <Input
            aria-label={t("tracker.ruleEvent", { n: index + 1 })}
            required
            className="font-mono"
            value={call.event}
            onChange={(event) => change(index, { event: event.target.value })}
          />
          <Input
            aria-label={t("tracker.sourceUrl", { n: index + 1 })}
            required
            className="font-mono text-xs"
            placeholder="https://source.example/?cid={tracker.external_id}&payout={cost}&cur={currency}"
            value={call.url}
            onChange={(event) => change(index, { url: event.target.value })}
          />
          <IconButton
            size="iconSm"
            label={`${t("common.remove")}: ${call.event}`}
            onClick={() => setCalls(calls.toSpliced(index, 1))}
          >
            <X />
          </IconButton>
        </div>
      ))}
      <Button
        size="sm"
        className="self-start"
        onClick={() => setCalls([...calls, { event: "sale", url: "" }])}
      >
        <Plus /> {t("tracker.addCall")}
      </Button>
    </FormDialog>
  );
}
