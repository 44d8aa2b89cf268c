import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Author, EventFull, EventSummary, Variable } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { Changes } from "@/trace/changes";
import { Facts } from "@/ui/facts";
import { Pairs } from "@/ui/pairs";
import { RecordLink } from "@/ui/record-link";

/** Who made something happen, with the way there. */
export function AuthorText({ author }: { author: Author | undefined | null }) {
  const { t } = useTranslation();
  if (!author) return <>—</>;
  const link = "text-accent-ink hover:underline";
  if (author.by === "run") {
    return (
      <Link to="/runs/$id" params={{ id: author.run }} className={link}>
        {t("author.run")}
      </Link>
    );
  }
  if (author.by === "hook") {
    return (
      <Link to="/hooks/$id" params={{ id: author.hook }} className={link}>
        {t("author.hook")}
      </Link>
    );
  }
  return <>{t(`author.${author.by}`)}</>;
}

function variablesOf(event: EventSummary | EventFull): Variable[] {
  return "variables" in event ? event.variables : [];
}

/** What an event is and what it carried. */
export function EventFacts({ event }: { event: EventSummary | EventFull }) {
  const { t } = useTranslation();
  const variables = variablesOf(event);
  return (
    <div className="flex flex-col gap-4">
      <Facts
        rows={[
          [t("runPage.event"), t(`event.${event.kind}`)],
          [t("runs.when"), formatExact(event.at)],
          [t("runPage.author"), <AuthorText key="author" author={event.author} />],
          ...(event.subject
            ? [
                [t("runs.record"), <RecordLink key="record" record={event.subject} />] satisfies [
                  string,
                  React.ReactNode,
                ],
              ]
            : []),
        ]}
      />
      {event.changes && event.changes.length > 0 ? <Changes changes={event.changes} /> : null}
      {variables.length > 0 ? (
        <Pairs
          label={t("arrival.view.variables")}
          head={[t("arrival.variable"), t("arrival.value")]}
          rows={variables.map(({ name, value }) => ({ name: `{${name}}`, value, copy: value }))}
        />
      ) : null}
    </div>
  );
}
