import { Link } from "@tanstack/react-router";
import { UsersRound } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/i18n/format";
import type { SavedFlow } from "./api";
import { stepName } from "./describe";
import { changesOf } from "./flow-changes";
import { EMPTY } from "./flow-store";
import { stepOf } from "./model";
import type { FlowEditing } from "./use-flow";

/** Live dialogs on each step, those that the draft changes or takes away first. */
export function WhoStands({ saved, editing }: { saved: SavedFlow; editing: FlowEditing }) {
  const { t } = useTranslation();
  const { flow, live } = editing;
  const rows = useMemo(() => {
    const changes = new Map(
      changesOf(live ?? EMPTY, flow)
        .filter((change) => change.kind !== "moved")
        .map(({ step, kind }) => [step.id, kind]),
    );
    const counts = new Map<string, number>();
    for (const { step, count } of saved.standing) counts.set(step, (counts.get(step) ?? 0) + count);
    return [...counts]
      .map(([id, count]) => ({ id, count, change: changes.get(id) }))
      .toSorted(
        (a, b) => Number(b.change !== undefined) - Number(a.change !== undefined) || b.count - a.count,
      );
  }, [saved.standing, flow, live]);
  const nameOf = (id: string) => {
    const step = stepOf(flow, id) ?? (live ? stepOf(live, id) : undefined);
    return step ? stepName(t, step) : id;
  };
  return (
    <section className="flex flex-col gap-1.5 text-[13px]">
      <h3 className="text-xs font-semibold text-faint">{t("flows.whoStands")}</h3>
      {rows.length === 0 ? <p className="text-faint">{t("flows.nobodyStands")}</p> : null}
      <ul className="flex max-h-40 flex-col gap-1 overflow-y-auto">
        {rows.map(({ id, count, change }) => (
          <li key={id} className="flex items-center gap-2">
            <UsersRound className="size-4 shrink-0 text-faint" aria-hidden />
            <Link
              to="/inbox"
              search={{ view: "every", flow: saved.id, step: id }}
              target="_blank"
              aria-label={t("flows.count.waiting", { count })}
              className="w-10 shrink-0 text-right tabular-nums text-accent-ink hover:underline"
            >
              {formatNumber(count)}
            </Link>
            <span className="min-w-0 truncate">{nameOf(id)}</span>
            {change === "removed" ? <span className="text-xs text-bad">{t("flows.stepGoes")}</span> : null}
            {change === "changed" ? (
              <span className="text-xs text-warn">{t("flows.stepChanges")}</span>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
