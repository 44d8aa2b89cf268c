import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Maximize2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Lead } from "@/api/types";
import { LeadFields } from "@/pages/records/base-fields";
import { CardBody, CardName, MoreMenu, RunMenu, useSave } from "@/pages/records/card";
import { LeadAside } from "@/pages/records/cards";
import { recordQuery } from "@/pages/records/queries";
import { IconButton } from "@/ui/button";
import { Load } from "@/ui/load";
import { Sheet } from "@/ui/sheet";
import { StagePath } from "./stage-path";

function Body({ lead }: { lead: Lead }) {
  const save = useSave("lead", lead.id);
  return (
    <>
      <StagePath lead={lead} />
      <CardBody
        narrow
        kind="lead"
        record={lead}
        save={save}
        fields={<LeadFields lead={lead} save={save} />}
        aside={<LeadAside lead={lead} />}
      />
    </>
  );
}

/** A lead beside the board or the table it was opened from. */
export function LeadPanel({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation();
  const lead = useQuery(recordQuery("lead", id));
  const save = useSave("lead", id);
  const name = lead.data?.name ?? t("kind.lead");
  return (
    <Sheet
      name="lead"
      title={name}
      heading={lead.data ? <CardName kind="lead" title={name} save={save} /> : undefined}
      open
      onClose={close}
      actions={
        <>
          {lead.data ? <RunMenu kind="lead" id={id} compact /> : null}
          <IconButton label={t("board.wholePage")} asChild>
            <Link to="/leads/$id" params={{ id }}>
              <Maximize2 />
            </Link>
          </IconButton>
          {lead.data ? <MoreMenu kind="lead" record={lead.data} /> : null}
        </>
      }
    >
      <Load query={lead}>{(data) => <Body lead={data} />}</Load>
    </Sheet>
  );
}
