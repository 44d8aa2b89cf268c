import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { getAll } from "@/api/pages";
import type { Contact, Lead, RunRow } from "@/api/types";
import { CommonFields, LeadFields, PersonFields } from "@/pages/records/base-fields";
import { CardName, RunMenu, useSave } from "@/pages/records/card";
import { CustomFields } from "@/pages/records/custom-fields";
import { NoteForm } from "@/pages/records/note-form";
import { recordQuery } from "@/pages/records/queries";
import { RecordTasks } from "@/pages/records/record-tasks";
import { Timeline } from "@/pages/records/timeline";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Facts } from "@/ui/facts";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { runTone } from "@/ui/states";
import { Ago } from "@/ui/time";
import { useDragWidth } from "@/ui/use-drag-width";
import { usePhone } from "@/ui/use-phone";
import { CameBy } from "./came";
import { Handle } from "./inbox";
import { JoinPerson } from "./join-person";
import { MoveMenu } from "./move-menu";
import type { Dialog } from "./types";

/** Who one talks to: their fields, leads, tasks and history, edited where they stand. */
export function ContactPane({ dialog, close }: { dialog: Dialog; close: () => void }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const { width, handle } = useDragWidth({
    label: t("inbox.cardWidth"),
    name: "inbox.card",
    initial: 340,
    min: 280,
    max: 480,
    edge: "left",
  });
  const told = (
    <>
      <CameBy came={dialog.came} />
      <Remembered dialog={dialog} />
    </>
  );
  return (
    <aside
      aria-label={t("inbox.card")}
      className="relative flex min-h-0 shrink-0 flex-col border-l bg-canvas max-xl:hidden max-sm:flex max-sm:w-full max-sm:border-0"
      style={phone ? undefined : { width }}
    >
      {phone ? null : <Handle side="left" handle={handle} />}
      <header className="flex min-h-14 items-center gap-2 border-b bg-surface px-4 py-2">
        {phone ? (
          <IconButton label={t("inbox.thread")} onClick={close}>
            <ArrowLeft />
          </IconButton>
        ) : null}
        <h2 className="min-w-0 flex-1 truncate text-[13px] font-semibold">{t("inbox.card")}</h2>
        {dialog.person ? <JoinPerson dialog={dialog} /> : null}
        <MoveMenu dialog={dialog} />
        {dialog.contact ? <RunMenu kind="contact" id={dialog.contact.id} compact /> : null}
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4">
        {dialog.contact ? (
          <Known id={dialog.contact.id}>{told}</Known>
        ) : (
          <>
            <Empty icon={UserRound} title={t("inbox.noContact")} text={t("inbox.noContactText")} />
            {told}
          </>
        )}
      </div>
    </aside>
  );
}

function Known({ id, children }: { id: string; children: ReactNode }) {
  const contact = useQuery(recordQuery("contact", id));
  return <Load query={contact}>{(found) => <ContactBody contact={found}>{children}</ContactBody>}</Load>;
}

/** The contact; what the dialog tells of the person stands before the timeline, which has no end. */
function ContactBody({ contact, children }: { contact: Contact; children: ReactNode }) {
  const { t } = useTranslation();
  const save = useSave("contact", contact.id);
  return (
    <>
      <Section
        title={<CardName kind="contact" title={contact.name} save={save} />}
        actions={
          <Link
            to="/contacts/$id"
            params={{ id: contact.id }}
            className="text-xs text-accent-ink hover:underline"
          >
            {t("inbox.wholeCard")}
          </Link>
        }
      >
        <div className="flex flex-col gap-1 p-3">
          <PersonFields person={contact} save={save} />
          <CommonFields record={contact} save={save} />
          <CustomFields kind="contact" values={contact.fields} save={save} />
        </div>
      </Section>
      <Leads contact={contact} />
      <RecordTasks kind="contact" id={contact.id} />
      <Runs contact={contact.id} />
      {children}
      <Section title={t("records.timeline")}>
        <NoteForm kind="contact" id={contact.id} />
        <Timeline kind="contact" id={contact.id} />
      </Section>
    </>
  );
}

function Leads({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const leads = contact.leads ?? [];
  return (
    <Section title={t("inbox.leads")}>
      {leads.map((lead) => (
        <OneLead key={lead.id} id={lead.id} />
      ))}
      {leads.length === 0 ? <p className="px-4 py-3 text-[13px] text-faint">{t("inbox.noLeads")}</p> : null}
    </Section>
  );
}

function OneLead({ id }: { id: string }) {
  const lead = useQuery(recordQuery("lead", id));
  return <Load query={lead}>{(found) => <LeadBody lead={found} />}</Load>;
}

function LeadBody({ lead }: { lead: Lead }) {
  const save = useSave("lead", lead.id);
  return (
    <div className="flex flex-col gap-1 border-b p-3 last:border-0">
      <Link to="/leads/$id" params={{ id: lead.id }} className="px-2 text-[13px] font-medium hover:underline">
        {lead.name}
      </Link>
      <LeadFields lead={lead} save={save} />
    </div>
  );
}

/** The newest runs of scenarios for the person. */
function Runs({ contact }: { contact: string }) {
  const { t } = useTranslation();
  const runs = useQuery({
    queryKey: ["runs", "of", contact],
    queryFn: () => getAll<RunRow>("/runs", { record_kind: "contact", record_id: contact, limit: 5 }),
  });
  const all = (
    <Link
      to="/runs"
      search={{ kind: "contact", record: contact }}
      className="text-xs text-accent-ink hover:underline"
    >
      {t("inbox.allRuns")}
    </Link>
  );
  return (
    <Section title={t("runs.title")} actions={all}>
      <Load query={runs}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="px-4 py-3 text-[13px] text-faint">{t("inbox.noRuns")}</p>
          ) : (
            <ul className="divide-y">
              {rows.map((run) => (
                <li key={run.id}>
                  <Link
                    to="/runs/$id"
                    params={{ id: run.id }}
                    className="flex items-center gap-2 px-4 py-2 text-[13px] -outline-offset-2 hover:bg-hover"
                  >
                    <span className="min-w-0 flex-1 truncate">{run.scenario.name}</span>
                    <Badge tone={runTone[run.status]}>{t(`run.status.${run.status}`)}</Badge>
                    <span className="shrink-0 text-2xs text-faint">
                      <Ago at={run.at} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Load>
    </Section>
  );
}

/** What the flow knows: where it stands, its variables and fields. */
function Remembered({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation();
  const rows = [...Object.entries(dialog.fields), ...Object.entries(dialog.variables)];
  const { position, person } = dialog;
  return (
    <Section title={t("inbox.remembered")}>
      <div className="p-4">
        <Facts
          rows={[
            ...(person?.username ? [[t("inbox.username"), `@${person.username}`] as [string, string]] : []),
            ...(position
              ? [[t("inbox.step"), `${position.flow_key ?? "…"} / ${position.step}`] as [string, string]]
              : []),
            ...rows,
          ]}
        />
        {dialog.trouble ? <p className="mt-2 text-xs text-bad">{dialog.trouble}</p> : null}
      </div>
    </Section>
  );
}
