import { useTranslation } from "react-i18next";
import type { Change } from "@/api/types";
import { formatMoney } from "@/i18n/format";
import { isMap } from "@/ui/is-map";

/** A stored value for people: money as money, lists with commas, nothing as a dash. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === "") return "—";
  if (Array.isArray(value)) return value.length === 0 ? "—" : value.map(valueText).join(", ");
  if (isMap(value)) {
    const { minor, currency, name, title } = value;
    if (typeof minor === "number" && typeof currency === "string") return formatMoney({ minor, currency });
    if (typeof name === "string") return name;
    if (typeof title === "string") return title;
    return JSON.stringify(value);
  }
  return String(value);
}

/** What changed, old to new. */
export function Changes({ changes }: { changes: Change[] }) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t("try.changes")} className="flex flex-col gap-0.5 text-xs leading-5">
      {changes.map((change, at) => (
        <li key={`${change.field} ${at}`} className="flex flex-wrap gap-x-2">
          <code className="font-mono text-faint">{change.field}</code>
          <span className="min-w-0 break-words text-soft">
            {change.old === null ? null : (
              <span className="text-faint line-through">{valueText(change.old)}</span>
            )}
            {change.old === null ? "" : " → "}
            <span className="text-ink">{valueText(change.new)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
