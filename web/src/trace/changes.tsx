import { useTranslation } from "react-i18next";
import type { Change, RecordKind } from "@/api/types";
import { useStages, useUserNames } from "@/pages/records/queries";
import { fieldName } from "@/pages/scenarios/form/core-fields";
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

/** A field as people call it, or by its key when it is one of theirs. */
function FieldName({ field }: { field: string }) {
  const { t } = useTranslation();
  const kind = LINKS[field];
  const name = kind ? t(`kind.${kind}`) : fieldName(t, field);
  if (name === field) return <code className="font-mono text-faint">{field}</code>;
  return (
    <span title={field} className="text-faint">
      {name}
    </span>
  );
}

/** What changed, old to new. */
export function Changes({ changes }: { changes: Change[] }) {
  const { t } = useTranslation();
  const stages = useStages();
  const users = useUserNames();
  // The first of several is the main one as well: said once is enough.
  const shown = changes.filter(
    ({ field, new: value }) =>
      !changes.some((other) => field === `main_${other.field}` && other.new === value),
  );
  const names = new Map([...users, ...[...stages].map(([id, stage]) => [id, stage.name] as const)]);
  return (
    <ul aria-label={t("try.changes")} className="flex flex-col gap-0.5 text-xs leading-5">
      {shown.map((change, at) => (
        <li key={`${change.field} ${at}`} className="flex flex-wrap gap-x-2">
          <FieldName field={change.field} />
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
