import { useTranslation } from "react-i18next";
import type { Change, RecordKind } from "@/api/types";
import { useStages, useUserNames } from "@/pages/records/queries";
import { RecordLink } from "@/ui/record-link";
import { valueText } from "./value-text";

/** Fields whose values are records. */
const LINKS: Record<string, RecordKind> = {
  company: "company",
  main_company: "company",
  contact: "contact",
  main_contact: "contact",
};

function Value({
  field,
  value,
  names,
}: {
  field: string;
  value: unknown;
  names: ReadonlyMap<string, string>;
}) {
  const kind = LINKS[field];
  if (kind && typeof value === "string" && value)
    return <RecordLink record={{ kind, id: value }} className="text-xs" />;
  return <>{valueText(value, names)}</>;
}

/** What changed, old to new. */
export function Changes({ changes }: { changes: Change[] }) {
  const { t } = useTranslation();
  const stages = useStages();
  const users = useUserNames();
  const names = new Map([...users, ...[...stages].map(([id, stage]) => [id, stage.name] as const)]);
  return (
    <ul aria-label={t("try.changes")} className="flex flex-col gap-0.5 text-xs leading-5">
      {changes.map((change, at) => (
        <li key={`${change.field} ${at}`} className="flex flex-wrap gap-x-2">
          <code className="font-mono text-faint">{change.field}</code>
          <span className="min-w-0 break-words text-soft">
            {change.old === null ? null : (
              <>
                <span className="text-faint line-through">{valueText(change.old, names)}</span> →{" "}
              </>
            )}
            <span className="text-ink">
              <Value field={change.field} value={change.new} names={names} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
