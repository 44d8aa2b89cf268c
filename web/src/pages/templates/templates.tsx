import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { shownWorkspace } from "@/api/place";
import type { RecordLink, TemplatePreview } from "@/api/types";
import { ArrivalPicker } from "@/pages/scenarios/arrival-picker";
import { cn } from "@/ui/cn";
import { CopyButton } from "@/ui/copy";
import { ErrorNote } from "@/ui/error-note";
import { Field, Select, Textarea } from "@/ui/field";
import { Page, Section } from "@/ui/page";
import { asKind, RecordPicker } from "@/ui/record-picker";
import { Segmented } from "@/ui/segmented";
import { useSettled } from "@/ui/use-settled";

const route = getRouteApi("/studio/templates");
const CONTEXTS = ["note", "url", "json", "form", "header", "telegram", "sms", "field"] as const;
const FIRST = "{{lead.name}}: {{lead.sale:format(2)}}";
/** What was typed stays on this machine, so that no closed tab loses it. */
const place = () => `signalbox.template.${shownWorkspace()}`;

function Result({ preview }: { preview: TemplatePreview }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-start gap-2 rounded-lg border bg-sunken p-3">
        <pre className="min-h-16 min-w-0 flex-1 font-mono text-[13px] leading-5 whitespace-pre-wrap break-words">
          {preview.text === "" ? <span className="text-faint">{t("trace.empty")}</span> : preview.text}
        </pre>
        <CopyButton text={preview.text} />
      </div>
      {preview.notices.map((notice, at) => (
        <p
          key={at}
          className={cn(
            "rounded-lg px-3 py-2 text-[13px]",
            notice.level === "error" ? "bg-bad-soft text-bad" : "bg-warn-soft text-warn",
          )}
        >
          {notice.message}
        </p>
      ))}
      {preview.buttons.map((row, at) => (
        <div key={at} className="flex flex-wrap gap-2">
          {row.map((button) => (
            <span
              key={button.text}
              className="rounded-md border px-3 py-1 text-[13px]"
              title={button.url ?? ""}
            >
              {button.text}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

/** A place to try a template: the text, where it stands, what it sees, and what comes out. */
export function TemplatesPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [template, setTemplate] = useState(() => localStorage.getItem(place()) ?? FIRST);
  const [by, setBy] = useState<"record" | "request">(search.arrival ? "request" : "record");
  const [title, setTitle] = useState<string>();
  const settled = useSettled(template, 200);
  const kind = asKind(search.kind);
  const record: RecordLink | null = search.record && kind ? { kind, id: search.record, title } : null;
  const context = CONTEXTS.find((name) => name === search.context) ?? "note";
  const body = {
    template: settled,
    context,
    ...(by === "record" && record ? { record: { kind: record.kind, id: record.id } } : {}),
    ...(by === "request" && search.arrival ? { arrival_id: search.arrival } : {}),
  };
  const preview = useQuery({
    queryKey: ["template", body],
    queryFn: () => api.post<TemplatePreview>("/templates/preview", body),
    placeholderData: (before) => before,
  });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const type = (text: string) => {
    setTemplate(text);
    localStorage.setItem(place(), text);
  };
  return (
    <Page title={t("templates.title")} description={t("templates.description")}>
      <div className="mx-auto grid max-w-6xl gap-6 p-6 max-sm:p-4 lg:grid-cols-2">
        <Section className="flex flex-col gap-4 p-4">
          <Field label={t("templates.text")}>
            {(props) => (
              <Textarea
                {...props}
                spellCheck={false}
                className="min-h-32 font-mono text-[13px]"
                value={template}
                onChange={(e) => type(e.target.value)}
              />
            )}
          </Field>
          <Field label={t("templates.context")} hint={t("templates.contextHint")}>
            {(props) => (
              <Select {...props} value={context} onChange={(e) => set({ context: e.target.value })}>
                {CONTEXTS.map((name) => (
                  <option key={name} value={name}>
                    {t(`templates.contexts.${name}`)}
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
              { name: "record", label: t("try.record") },
              { name: "request", label: t("try.request") },
            ]}
          />
          {by === "record" ? (
            <RecordPicker
              value={record}
              onPick={(picked) => {
                setTitle(picked.title ?? undefined);
                set({ kind: picked.kind, record: picked.id });
              }}
            />
          ) : (
            <ArrivalPicker
              hookKey={undefined}
              value={search.arrival}
              onPick={(arrival) => set({ arrival })}
            />
          )}
        </Section>
        <Section title={t("templates.result")} className="h-fit [&>div]:p-4">
          <div aria-live="polite">
            {preview.error ? <ErrorNote error={preview.error} /> : null}
            {preview.data && !preview.error ? <Result preview={preview.data} /> : null}
          </div>
        </Section>
      </div>
    </Page>
  );
}
