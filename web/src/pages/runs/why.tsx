import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ShieldQuestion } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import { scenariosQuery } from "@/api/scenarios";
import type { EventSummary, RecordLink, Why } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { Back } from "@/ui/back";
import { Empty } from "@/ui/empty";
import { Field, Select } from "@/ui/field";
import { Load } from "@/ui/load";
import { Page, Section } from "@/ui/page";
import { asKind, RecordPicker } from "@/ui/record-picker";
import { Segmented } from "@/ui/segmented";
import { Proof } from "./proof";

const route = getRouteApi("/studio/why");

function EventChoice({ value, onPick }: { value: string | undefined; onPick: (id: string) => void }) {
  const { t } = useTranslation();
  const events = useQuery({
    queryKey: ["events", "recent"],
    queryFn: () => getAll<EventSummary>("/events", { limit: 30 }),
  });
  const rows = events.data ?? [];
  return (
    <Field label={t("why.recentEvents")}>
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

export function WhyPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const scenarios = useQuery(scenariosQuery).data ?? [];
  const [by, setBy] = useState<"event" | "record">(search.record ? "record" : "event");
  const [title, setTitle] = useState<string>();
  const kind = asKind(search.kind);
  const record: RecordLink | null = search.record && kind ? { kind, id: search.record, title } : null;
  const ready = search.scenario && (by === "event" ? search.event : record);
  const body = {
    scenario: search.scenario,
    ...(by === "event"
      ? { event: search.event }
      : { record: record ? { kind: record.kind, id: record.id } : null }),
  };
  const why = useQuery({
    queryKey: ["why", body],
    queryFn: () => api.post<Why>("/why", body),
    enabled: Boolean(ready),
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
            onChange={setBy}
            options={[
              { name: "event", label: t("why.byEvent") },
              { name: "record", label: t("why.byRecord") },
            ]}
          />
          {by === "event" ? (
            <EventChoice value={search.event} onPick={(event) => set({ event })} />
          ) : (
            <RecordPicker
              value={record}
              onPick={(picked) => {
                setTitle(picked.title ?? undefined);
                set({ kind: picked.kind, record: picked.id });
              }}
            />
          )}
        </Section>
        {ready ? (
          <Load query={why}>{(data) => <Proof why={data} />}</Load>
        ) : (
          <Empty icon={ShieldQuestion} title={t("why.answer")} text={t("why.ask")} />
        )}
      </div>
    </Page>
  );
}
