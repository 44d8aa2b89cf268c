import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Ellipsis, Play } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { scenariosQuery } from "@/api/scenarios";
import { canAdmin, useSession } from "@/api/session";
import type { AnyRecord, Contact, RecordKind } from "@/api/types";
import { formatDateTime } from "@/i18n/format";
import { Back } from "@/ui/back";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Menu, MenuItem, MenuLine } from "@/ui/menu";
import { Page, Section } from "@/ui/page";
import { kindPath, recordTitle } from "@/ui/record-link";
import { CommonFields, type Save } from "./base-fields";
import { CustomFields } from "./custom-fields";
import { Inline } from "./inline";
import { NoteForm } from "./note-form";
import { useRecordChange } from "./queries";
import { Row } from "./row";
import { Timeline } from "./timeline";

const EraseDialog = lazy(() =>
  import("@/pages/privacy/erase-dialog").then((module) => ({ default: module.EraseDialog })),
);

/** Starts a manual scenario on the record. */
export function RunMenu({ kind, id, compact }: { kind: RecordKind; id: string; compact?: boolean }) {
  const { t } = useTranslation();
  const scenarios = (useQuery(scenariosQuery).data ?? []).filter(
    (row) => row.start.on === "manual" && row.on && (!row.start.record || row.start.record === kind),
  );
  const run = useRecordChange((scenario: string) =>
    api.post(`/scenarios/${scenario}/run`, { record: { kind, id } }),
  );
  return (
    <Menu
      trigger={
        <Button>
          <Play /> <span className={compact ? "sr-only" : "max-sm:sr-only"}>{t("records.runScenario")}</span>
        </Button>
      }
    >
      {scenarios.map((row) => (
        <MenuItem
          key={row.id}
          onSelect={() =>
            run.mutate(row.id, {
              onSuccess: () => toast.success(t("records.ran", { name: row.name })),
              onError: (error) => toast.error(error.message),
            })
          }
        >
          {row.name}
        </MenuItem>
      ))}
      {scenarios.length === 0 ? (
        <MenuItem disabled onSelect={() => {}}>
          {t("records.noManual")}
        </MenuItem>
      ) : null}
    </Menu>
  );
}

/** Lets the browser keep what an address answers. */
function load(href: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  link.click();
}

export function MoreMenu({ kind, record }: { kind: RecordKind; record: AnyRecord }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { user } = useSession();
  const [asking, setAsking] = useState(false);
  const [erasing, setErasing] = useState(false);
  const person = kind === "contact" && canAdmin(user) ? (record as Contact) : null;
  const of = { kind, record: record.id };
  const remove = useRecordChange(async () => {
    await api.delete(`${kindPath[kind]}/${record.id}`);
    await navigate({ to: kindPath[kind] });
  });
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t("common.more")}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => void navigate({ to: "/runs", search: of })}>{t("records.runsOf")}</MenuItem>
        <MenuItem onSelect={() => void navigate({ to: "/timers", search: of })}>
          {t("records.timersOf")}
        </MenuItem>
        <MenuItem onSelect={() => void navigate({ to: "/why", search: of })}>{t("why.title")}</MenuItem>
        <MenuLine />
        {person ? (
          <>
            <MenuItem onSelect={() => load(`/api/v1/contacts/${person.id}/personal-data`)}>
              {t("privacy.load")}
            </MenuItem>
            <MenuItem danger onSelect={() => setErasing(true)}>
              {t("privacy.eraseMenu")}
            </MenuItem>
          </>
        ) : null}
        <MenuItem danger onSelect={() => setAsking(true)}>
          {t("common.delete")}
        </MenuItem>
      </Menu>
      <Confirm
        title={t("records.deleteTitle", { name: recordTitle(record) })}
        text={t("records.deleteText")}
        action={t("common.delete")}
        danger
        open={asking}
        onOpenChange={setAsking}
        onConfirm={() => remove.mutateAsync(undefined)}
      />
      {person && erasing ? (
        <Suspense>
          <EraseDialog contact={person} open onOpenChange={setErasing} />
        </Suspense>
      ) : null}
    </>
  );
}

/** Saves what was changed on a card. */
export function useSave(kind: RecordKind, id: string): Save {
  const patch = useRecordChange((change: Record<string, unknown>) =>
    api.patch(`${kindPath[kind]}/${id}`, change),
  );
  return (change) => patch.mutateAsync(change);
}

/** What the record is called, edited where it stands. */
export function CardName({ kind, title, save }: { kind: RecordKind; title: string; save: Save }) {
  const { t } = useTranslation();
  return (
    <span className="-ml-2 block">
      <Inline
        required
        label={kind === "task" ? t("records.text") : t("common.name")}
        value={title}
        onSave={(text) => save(kind === "task" ? { text } : { name: text })}
      />
    </span>
  );
}

interface CardBodyProps {
  kind: RecordKind;
  record: AnyRecord;
  save: Save;
  fields: ReactNode;
  aside?: ReactNode;
  /** One column, for a panel beside a list. */
  narrow?: boolean;
}

/** The values of a record, what belongs to it, and what happened to it. */
export function CardBody({ kind, record, save, fields, aside, narrow }: CardBodyProps) {
  const { t } = useTranslation();
  return (
    <div
      className={
        narrow
          ? "flex flex-col gap-5 p-5 max-sm:p-4"
          : "mx-auto grid max-w-6xl grid-cols-[minmax(0,24rem)_minmax(0,1fr)] items-start gap-6 p-6 max-lg:grid-cols-1 max-sm:p-4"
      }
    >
      <div className="flex min-w-0 flex-col gap-6">
        <Section title={t("records.fields")}>
          <div className="flex flex-col gap-1 px-4 py-3">
            {fields}
            <CommonFields record={record} save={save} />
            <CustomFields kind={kind} values={record.fields} save={save} />
            <Row label={t("records.created")}>
              <span className="px-2 py-1 text-soft">{formatDateTime(record.created_at)}</span>
            </Row>
          </div>
        </Section>
        {aside}
      </div>
      <Section title={t("records.timeline")}>
        <NoteForm kind={kind} id={record.id} />
        <Timeline kind={kind} id={record.id} />
      </Section>
    </div>
  );
}

interface CardProps {
  kind: RecordKind;
  record: AnyRecord;
  fields: (save: Save) => ReactNode;
  aside?: ReactNode;
  actions?: ReactNode;
  back: string;
  /** Stands over the values, from edge to edge. */
  top?: ReactNode;
}

/** The card of a record: its values on the left, what happened to it on the right. */
export function Card({ kind, record, fields, aside, actions, back, top }: CardProps) {
  const save = useSave(kind, record.id);
  const title = recordTitle(record);
  return (
    <Page
      title={title}
      back={<Back to={kindPath[kind]} label={back} />}
      heading={<CardName kind={kind} title={title} save={save} />}
      actions={
        <>
          {actions}
          <RunMenu kind={kind} id={record.id} />
          <MoreMenu kind={kind} record={record} />
        </>
      }
    >
      {top ? <div className="mx-auto max-w-6xl">{top}</div> : null}
      <CardBody kind={kind} record={record} save={save} fields={fields(save)} aside={aside} />
    </Page>
  );
}
