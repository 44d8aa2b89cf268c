import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Arrival } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { Badge, type Tone } from "@/ui/badge";
import { Load } from "@/ui/load";
import { compareVariables, type Difference } from "./compare";
import { arrivalQuery } from "./queries";

const tones: Record<Difference["kind"], Tone> = { added: "good", removed: "bad", changed: "warn" };

export function ArrivalCompare({
  arrival,
  previousId,
}: {
  arrival: Arrival;
  previousId: string | undefined;
}) {
  const { t } = useTranslation();
  const previous = useQuery({ ...arrivalQuery(previousId ?? ""), enabled: Boolean(previousId) });
  if (!previousId) return <p className="text-[13px] text-faint">{t("arrival.compareNone")}</p>;
  return (
    <Load query={previous}>
      {(before) => {
        const rows = compareVariables(before.variables, arrival.variables);
        return (
          <div className="flex flex-col gap-3 text-[13px]">
            <p className="text-faint">{t("arrival.compareWith", { time: formatExact(before.at) })}</p>
            {rows.length === 0 ? <p>{t("arrival.compareSame")}</p> : null}
            <ul className="flex flex-col gap-2">
              {rows.map((row) => (
                <li key={row.name} className="rounded-lg border px-3 py-2">
                  <div className="flex items-center gap-2">
                    <code className="min-w-0 flex-1 truncate font-mono text-xs">{`{${row.name}}`}</code>
                    <Badge tone={tones[row.kind]}>{t(`arrival.${row.kind}`)}</Badge>
                  </div>
                  {row.before !== undefined ? (
                    <p className="mt-1 break-words text-bad line-through">{row.before}</p>
                  ) : null}
                  {row.after !== undefined ? <p className="mt-1 break-words text-good">{row.after}</p> : null}
                </li>
              ))}
            </ul>
          </div>
        );
      }}
    </Load>
  );
}
