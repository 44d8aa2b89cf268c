import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Field, Textarea } from "@/ui/field";
import { Section } from "@/ui/page";
import { type Explained, explainPostback } from "./api";

/** Says what an address would do, before a partner sends it. */
export function Explain() {
  const { t } = useTranslation();
  const [url, setUrl] = useState("");
  const ask = useMutation({ mutationFn: () => explainPostback(url) });
  return (
    <Section title={t("tracker.explain")} description={t("tracker.explainText")}>
      <form
        className="flex flex-col gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <Field label={t("tracker.explainUrl")}>
          {(props) => (
            <Textarea
              {...props}
              required
              rows={3}
              className="font-mono text-xs"
              value={url}
              onChange={(event) => setUrl(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" className="self-start" busy={ask.isPending}>
          {t("tracker.explainDo")}
        </Button>
        {ask.error ? <ErrorNote error={ask.error} /> : null}
        {ask.data ? <Meaning explained={ask.data} /> : null}
      </form>
    </Section>
  );
}

function Meaning({ explained }: { explained: Explained }) {
  const { t } = useTranslation();
  const { event, number, click_known, refusal, warnings } = explained;
  return (
    <div role="status" className="flex flex-col gap-2 text-[13px] leading-5">
      {explained.postback ? null : <p className="text-bad">{t("tracker.explainNobody")}</p>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {explained.parts.map((part) => (
          <div key={part.name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="font-mono text-xs text-soft">{part.name}</dt>
            <dd className="flex min-w-0 items-center gap-2 font-mono text-xs">
              <span className="break-all">{part.value}</span>
              {part.is_macro ? <Badge tone="accent">{t("tracker.macro")}</Badge> : null}
            </dd>
          </div>
        ))}
      </dl>
      {refusal ? <p className="text-warn">{refusal}</p> : null}
      {event ? (
        <p>
          {click_known
            ? t("tracker.explainWould", { event, number: number ?? 1 })
            : t("tracker.explainUnknown", { event })}
        </p>
      ) : null}
      {warnings.map((warning) => (
        <p key={warning} className="text-warn">
          {warning}
        </p>
      ))}
    </div>
  );
}
