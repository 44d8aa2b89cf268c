import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Maximize2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AnyRecord, Company, Contact, Lead, RecordKind, Task } from "@/api/types";
import { StagePath } from "@/pages/leads/stage-path";
import { IconButton } from "@/ui/button";
import { Load } from "@/ui/load";
import { recordPath, recordTitle } from "@/ui/record-link";
import { Sheet } from "@/ui/sheet";
import { LeadFields, PersonFields, type Save } from "./base-fields";
import { CardBody, CardName, MoreMenu, RunMenu, useSave } from "./card";
import { CompanyAside, ContactAside, LeadAside, TaskDetails } from "./cards";
import { CompleteTask } from "./complete-task";
import { recordQuery } from "./queries";

interface Parts {
  top?: ReactNode;
  fields: ReactNode;
  aside?: ReactNode;
}

/** What the card of each kind is made of. */
function partsOf(kind: RecordKind, record: AnyRecord, save: Save): Parts {
  if (kind === "lead") {
    const lead = record as Lead;
    return {
      top: <StagePath lead={lead} />,
      fields: <LeadFields lead={lead} save={save} />,
      aside: <LeadAside lead={lead} />,
    };
  }
  if (kind === "task") return { fields: <TaskDetails task={record as Task} save={save} /> };
  const person = record as Contact | Company;
  const aside =
    kind === "contact" ? (
      <ContactAside contact={person as Contact} />
    ) : (
      <CompanyAside company={person as Company} />
    );
  return { fields: <PersonFields person={person} save={save} />, aside };
}

function Body({ kind, record }: { kind: RecordKind; record: AnyRecord }) {
  const save = useSave(kind, record.id);
  const { top, fields, aside } = partsOf(kind, record, save);
  return (
    <>
      {top}
      <CardBody narrow kind={kind} record={record} save={save} fields={fields} aside={aside} />
    </>
  );
}

interface RecordPanelProps {
  kind: RecordKind;
  id: string;
  close: () => void;
}

/** A record beside the list it was opened from. */
export function RecordPanel({ kind, id, close }: RecordPanelProps) {
  const { t } = useTranslation();
  const found = useQuery(recordQuery(kind, id));
  const record: AnyRecord | undefined = found.data;
  const save = useSave(kind, id);
  const title = record ? recordTitle(record) : t(`kind.${kind}`);
  return (
    <Sheet
      name={kind}
      title={title}
      heading={record ? <CardName kind={kind} title={title} save={save} /> : undefined}
      open
      onClose={close}
      actions={
        <>
          {record && kind === "task" ? <CompleteTask task={record as Task} wide /> : null}
          {record ? <RunMenu kind={kind} id={id} compact /> : null}
          <IconButton label={t("board.wholePage")} asChild>
            <Link to={recordPath({ kind, id })}>
              <Maximize2 />
            </Link>
          </IconButton>
          {record ? <MoreMenu kind={kind} record={record} /> : null}
        </>
      }
    >
      <Load query={found}>{(data: AnyRecord) => <Body kind={kind} record={data} />}</Load>
    </Sheet>
  );
}
