import { useTranslation } from "react-i18next";
import type { Attempt } from "@/api/types";

/** What the receiver says is wrong, field by field. */
export function AnswerFaults({ faults }: { faults: NonNullable<Attempt["faults"]> }) {
  const { t } = useTranslation();
  if (faults.length === 0) return null;
  return (
    <ul aria-label={t("deliveries.faults")} className="flex flex-col gap-1 text-[13px]">
      {faults.map((fault) => (
        <li key={`${fault.field} ${fault.message}`} className="break-words">
          {fault.field ? <code className="font-mono text-xs text-soft">{fault.field}</code> : null}{" "}
          <span className="text-bad">{fault.message}</span>
        </li>
      ))}
    </ul>
  );
}
