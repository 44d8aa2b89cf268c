import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportDetail } from "@/api/types";
import { formatNumber } from "@/i18n/format";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Section } from "@/ui/page";
import { Progress } from "@/ui/progress";
import { StatTile } from "@/ui/stat-tile";
import { Problems } from "./problems";
import { isBusy, type useImportActions, type Verb } from "./queries";

type Act = ReturnType<typeof useImportActions>["act"];

const VERBS: Partial<Record<ImportDetail["state"], Verb[]>> = {
  checking: ["cancel"],
  running: ["pause", "cancel"],
  paused: ["resume", "cancel"],
};

/** How far the work has come, what became of the rows, and what is wrong with the file. */
export function Result({ detail, act }: { detail: ImportDetail; act: Act }) {
  const { t } = useTranslation();
  const [undoing, setUndoing] = useState(false);
  const { tally, state } = detail;
  const trial = state === "checking" || state === "checked";
  const undoable = state === "finished" || state === "cancelled" || state === "paused";
  const figures = [
    ["created", tally.created],
    ["updated", tally.updated],
    ["skipped", tally.skipped],
    ["refused", tally.refused],
    ...(tally.linked > 0 ? [["linked", tally.linked] as const] : []),
    ...(state === "undoing" || state === "undone"
      ? [["undone", tally.undone] as const, ["kept", tally.kept] as const]
      : []),
  ] as const;
  return (
    <Section
      title={trial ? t("import.trial") : t("import.result")}
      description={state === "checked" ? t("import.trialText") : undefined}
      actions={
        <span className="flex flex-wrap gap-2">
          {VERBS[state]?.map((verb) => (
            <Button key={verb} size="sm" onClick={() => act.mutate({ verb })}>
              {t(`import.${verb}`)}
            </Button>
          ))}
          {tally.refused > 0 ? (
            <Button size="sm" asChild>
              <a href={`/api/v1/imports/${detail.id}/refused`} download>
                <Download /> {t("import.loadRefused")}
              </a>
            </Button>
          ) : null}
          {undoable && tally.created + tally.updated > 0 ? (
            <Button size="sm" onClick={() => setUndoing(true)}>
              {t("import.undo")}
            </Button>
          ) : null}
        </span>
      }
    >
      <div className="flex flex-col gap-4 p-4" aria-live="polite">
        {isBusy(state) || state === "paused" ? (
          <Progress
            label={t(`import.state.${state}`)}
            done={state === "undoing" ? null : detail.done}
            of={detail.total}
            text={
              state === "undoing"
                ? undefined
                : t("import.progress", {
                    done: formatNumber(detail.done),
                    total: formatNumber(detail.total),
                  })
            }
          />
        ) : null}
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
          {figures.map(([name, count]) => (
            <StatTile
              key={name}
              label={t(trial ? `import.would.${name}` : `import.did.${name}`)}
              value={formatNumber(count)}
            />
          ))}
        </div>
        {state === "undone" && tally.kept > 0 ? (
          <p className="text-[13px] text-soft">{t("import.keptText", { count: tally.kept })}</p>
        ) : null}
      </div>
      <Problems detail={detail} />
      <Confirm
        title={t("import.undoTitle")}
        text={t("import.undoText")}
        action={t("import.undo")}
        danger
        open={undoing}
        onOpenChange={setUndoing}
        onConfirm={() => act.mutateAsync({ verb: "undo" })}
      />
    </Section>
  );
}
