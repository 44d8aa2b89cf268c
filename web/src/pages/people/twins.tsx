import { useQueries } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RecordLink as Ref } from "@/api/types";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";
import { kindPath, RecordLink } from "@/ui/record-link";
import { MergeDialog } from "./merge-dialog";
import { alikeQuery, type Person, type PersonKind } from "./queries";

/** On a card: others that share a phone or an e-mail, and the way to make one of them. */
export function Twins({ kind, person }: { kind: PersonKind; person: Person }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [merging, setMerging] = useState<string | null>(null);
  const found = useQueries({
    queries: [
      ...person.phones.map((phone) => alikeQuery(kind, phone, "", person.id)),
      ...person.emails.map((email) => alikeQuery(kind, "", email, person.id)),
    ],
  });
  const twins = new Map<string, Ref>(found.flatMap((query) => query.data ?? []).map((one) => [one.id, one]));
  if (twins.size === 0) return null;
  return (
    <Section title={t("people.twins")} description={t("people.twinsText")}>
      <ul className="divide-y">
        {[...twins.values()].map((twin) => (
          <li key={twin.id} className="flex items-center gap-2 py-1.5 pr-2 pl-4 text-[13px]">
            <span className="min-w-0 flex-1 truncate">
              <RecordLink record={twin} />
            </span>
            <Button
              size="sm"
              onClick={() => setMerging(twin.id)}
              aria-label={t("people.mergeWith", { name: twin.title ?? "" })}
            >
              {t("people.merge")}…
            </Button>
          </li>
        ))}
      </ul>
      {merging ? (
        <MergeDialog
          kind={kind}
          ids={[person.id, merging]}
          close={() => setMerging(null)}
          onMerged={(into) => void navigate({ to: `${kindPath[kind]}/${into}`, replace: true })}
        />
      ) : null}
    </Section>
  );
}
