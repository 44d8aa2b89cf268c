import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Company, Contact, Lead, Task } from "@/api/types";
import { StagePath } from "@/pages/leads/stage-path";
import { Twins } from "@/pages/people/twins";
import { Load } from "@/ui/load";
import { kindPath, RecordLink } from "@/ui/record-link";
import { LeadFields, PersonFields, type Save, TaskFields } from "./base-fields";
import { Card } from "./card";
import { CompleteTask } from "./complete-task";
import { Linked } from "./linked";
import { recordQuery } from "./queries";
import { RecordTasks } from "./record-tasks";
import { Row } from "./row";

const leadRoute = getRouteApi("/studio/leads/$id");
const contactRoute = getRouteApi("/studio/contacts/$id");
const companyRoute = getRouteApi("/studio/companies/$id");
const taskRoute = getRouteApi("/studio/tasks/$id");

/** What belongs to a lead: tasks, contacts, its company. */
export function LeadAside({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const { id } = lead;
  return (
    <>
      <RecordTasks kind="lead" id={id} />
      <Linked
        title={t("records.contacts")}
        kind="contact"
        rows={lead.contacts ?? []}
        path={(other) => `/leads/${id}/contacts/${other}`}
        action={t("records.addContact")}
      />
      <Linked
        title={t("records.company")}
        kind="company"
        rows={lead.company ? [lead.company] : []}
        path={(other) => `/leads/${id}/company/${other}`}
        action={t("records.addCompany")}
      />
    </>
  );
}

/** What belongs to a contact: whom it may be twice, tasks, leads, companies. */
export function ContactAside({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const { id } = contact;
  return (
    <>
      <Twins kind="contact" person={contact} />
      <RecordTasks kind="contact" id={id} />
      {contact.leads ? <Linked title={t("records.leads")} kind="lead" rows={contact.leads} /> : null}
      <Linked
        title={t("records.companies")}
        kind="company"
        rows={contact.companies ?? []}
        path={(other) => `/contacts/${id}/company/${other}`}
        action={t("records.addCompany")}
      />
    </>
  );
}

/** What belongs to a company: whom it may be twice, tasks, leads, contacts. */
export function CompanyAside({ company }: { company: Company }) {
  const { t } = useTranslation();
  return (
    <>
      <Twins kind="company" person={company} />
      <RecordTasks kind="company" id={company.id} />
      {company.leads ? <Linked title={t("records.leads")} kind="lead" rows={company.leads} /> : null}
      {company.contacts ? (
        <Linked title={t("records.contacts")} kind="contact" rows={company.contacts} />
      ) : null}
    </>
  );
}

/** The values of a task, and the record it is about. */
export function TaskDetails({ task, save }: { task: Task; save: Save }) {
  const { t } = useTranslation();
  return (
    <>
      <TaskFields task={task} save={save} />
      {task.record ? (
        <Row label={t("records.about")}>
          <span className="px-2 py-1">
            <RecordLink record={task.record} />
          </span>
        </Row>
      ) : null}
    </>
  );
}

/** The address of a merged record goes on to that of the record it was merged into. */
function useMergedAddress(kind: "contact" | "company", asked: string, found: string | undefined) {
  const navigate = useNavigate();
  useEffect(() => {
    if (found && found !== asked) void navigate({ to: `${kindPath[kind]}/${found}`, replace: true });
  }, [kind, asked, found, navigate]);
}

export function LeadPage() {
  const { t } = useTranslation();
  const { id } = leadRoute.useParams();
  const lead = useQuery(recordQuery("lead", id));
  return (
    <Load query={lead}>
      {(data) => (
        <Card
          key={data.id}
          kind="lead"
          record={data}
          back={t("nav.leads")}
          top={<StagePath lead={data} />}
          fields={(save) => <LeadFields lead={data} save={save} />}
          aside={<LeadAside lead={data} />}
        />
      )}
    </Load>
  );
}

export function ContactPage() {
  const { t } = useTranslation();
  const { id } = contactRoute.useParams();
  const contact = useQuery(recordQuery("contact", id));
  useMergedAddress("contact", id, contact.data?.id);
  return (
    <Load query={contact}>
      {(data) => (
        <Card
          key={data.id}
          kind="contact"
          record={data}
          back={t("nav.contacts")}
          fields={(save) => <PersonFields person={data} save={save} />}
          aside={<ContactAside contact={data} />}
        />
      )}
    </Load>
  );
}

export function CompanyPage() {
  const { t } = useTranslation();
  const { id } = companyRoute.useParams();
  const company = useQuery(recordQuery("company", id));
  useMergedAddress("company", id, company.data?.id);
  return (
    <Load query={company}>
      {(data) => (
        <Card
          key={data.id}
          kind="company"
          record={data}
          back={t("nav.companies")}
          fields={(save) => <PersonFields person={data} save={save} />}
          aside={<CompanyAside company={data} />}
        />
      )}
    </Load>
  );
}

export function TaskPage() {
  const { t } = useTranslation();
  const { id } = taskRoute.useParams();
  const task = useQuery(recordQuery("task", id));
  return (
    <Load query={task}>
      {(data) => (
        <Card
          key={data.id}
          kind="task"
          record={data}
          back={t("nav.tasks")}
          actions={<CompleteTask task={data} wide />}
          fields={(save) => <TaskDetails task={data} save={save} />}
        />
      )}
    </Load>
  );
}
