import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ShieldQuestion } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import { scenariosQuery } from "@/api/scenarios";
import type { EventSummary, RecordLink, Why } from "@/api/types";
import { currentZone, formatExact } from "@/i18n/format";
import { fromLocalInput } from "@/i18n/zoned";
import { Back } from "@/ui/back";
import { Empty } from "@/ui/empty";
import { Field, Input, Select } from "@/ui/field";
import { Load } from "@/ui/load";
import { Page, Section } from "@/ui/page";
import { asKind, RecordPicker } from "@/ui/record-picker";
import { Segmented } from "@/ui/segmented";
import { Proof } from "./proof";

const route = getRouteApi("/studio/why");

function EventChoice({
  value,
  record,
  onPick,
}: {
  value: string | undefined;
  record?: string;
  onPick: (id: string) => void;
}) {
  const { t } = useTranslation();
  const events = useQuery({
    queryKey: ["events", "recent", record],
    queryFn: () => getAll<EventSummary>("/events", { limit: 30, record_id: record }),
  });
  const rows = events.data ?? [];
  return (
    <Field label={t(record ? "debugger.recordEvents" : "why.recentEvents")}>
      {(props) => (
        <Select {...props} value={value ?? ""} onChange={(e) => e.target.value && onPick(e.target.value)}>
          <option value="">—</option>
          {value && !rows.some((row) => row.id === value) ? <option value={value}>{value}</option> : null}
          {rows.map((row) => (
            <option key={row.id} value={row.id}>
              {formatExact(row.at)} · {t(`event.${row.kind}`)} {row.subject?.title ?? ""}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** What is asked: an event, or the last thing that happened to a record up to a moment. */
function question(search: { scenario?: string; event?: string; at?: string }, record: RecordLink | null) {
  if (search.event) return { scenario: search.scenario, event: search.event };
  if (!record) return null;
  const at = search.at ? fromLocalInput(search.at, currentZone()) : null;
  return {
    scenario: search.scenario,
    record: { kind: record.kind, id: record.id },
    // The minute that was chosen counts whole.
    ...(at === null ? {} : { at: at + 60_000_000 }),
  };
}

export function WhyPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const scenarios = useQuery(scenariosQuery).data ?? [];
  const [by, setBy] = useState<"event" | "record">(search.record ? "record" : "event");
  const [title, setTitle] = useState<string>();
  const kind = asKind(search.kind);
  const record: RecordLink | null =
    by === "record" && search.record && kind ? { kind, id: search.record, title } : null;
  const body = search.scenario ? question(search, record) : null;
  const why = useQuery({
    queryKey: ["why", body],
    queryFn: () => api.post<Why>("/why", body),
    enabled: body !== null,
  });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <Page
      title={t("why.title")}
      description={t("why.description")}
      back={<Back to="/runs" label={t("runs.title")} />}
    >
      <div className="mx-auto flex max-w-3xl flex-col gap-6 p-6 max-sm:p-4">
        <Section className="flex flex-col gap-4 p-4">
          <Field label={t("runs.scenario")}>
            {(props) => (
              <Select
                {...props}
                value={search.scenario ?? ""}
                onChange={(e) => set({ scenario: e.target.value || undefined })}
              >
                <option value="">{t("why.choose")}</option>
                {scenarios.map((row) => (
                  <option key={row.id} value={row.id}>
                    {row.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Segmented
            label={t("try.source")}
            value={by}
            onChange={(next) => {
              setBy(next);
              set({ event: undefined });
            }}
            options={[
              { name: "event", label: t("why.byEvent") },
              { name: "record", label: t("debugger.byMoment") },
            ]}
          />
          {by === "event" ? (
            <EventChoice value={search.event} onPick={(event) => set({ event })} />
          ) : (
            <>
              <RecordPicker
                value={record}
                onPick={(picked) => {
                  setTitle(picked.title ?? undefined);
                  set({ kind: picked.kind, record: picked.id, event: undefined });
                }}
              />
              {record ? (
                <div className="grid gap-4 sm:grid-cols-2">
                  <Field label={t("debugger.moment")} hint={t("debugger.momentHint")}>
                    {(props) => (
                      <Input
                        {...props}
                        type="datetime-local"
                        value={search.at ?? ""}
                        onChange={(e) => set({ at: e.target.value || undefined, event: undefined })}
                      />
                    )}
                  </Field>
                  <EventChoice record={record.id} value={search.event} onPick={(event) => set({ event })} />
                </div>
              ) : null}
            </>
          )}
        </Section>
        {body ? (
          <Load query={why}>{(data) => <Proof why={data} />}</Load>
        ) : (
          <Empty icon={ShieldQuestion} title={t("why.answer")} text={t("why.ask")} />
        )}
      </div>
    </Page>
  );
}
