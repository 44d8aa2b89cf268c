import { ArrowRight } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { DiffView } from "@/editor/diff-view";
import { Badge, type Tone } from "@/ui/badge";
import { Segmented } from "@/ui/segmented";
import { type Change, Changes } from "./changes";
import { readTree } from "./reconcile";

const tones: Record<Change["kind"], Tone> = {
  added: "good",
  removed: "bad",
  changed: "warn",
  moved: "accent",
};

function ChangeRow({ change }: { change: Change }) {
  const { t } = useTranslation();
  return (
    <li className="flex flex-col gap-0.5 px-3 py-2 text-[13px]">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={tones[change.kind]}>{t(`scenarioForm.change.${change.kind}`)}</Badge>
        <span className="min-w-0 break-words">{change.where.join(" → ")}</span>
      </span>
      {change.kind === "changed" ? (
        <span className="flex flex-wrap items-center gap-1.5 text-xs text-soft">
          {change.before ? (
            <s className="min-w-0 break-all decoration-bad">{change.before}</s>
          ) : (
            <span className="text-faint">—</span>
          )}
          <ArrowRight className="size-3 shrink-0 text-faint" aria-hidden />
          <span className="min-w-0 font-medium break-all">{change.after || "—"}</span>
        </span>
      ) : null}
    </li>
  );
}

interface ChangeListProps {
  label: string;
  before: string;
  after: string;
}

/** What differs between two texts: in the words of the form, or line by line. */
export function ChangeList({ label, before, after }: ChangeListProps) {
  const { t } = useTranslation();
  const [how, setHow] = useState<"form" | "text">("form");
  const changes = useMemo(() => {
    const [old, own] = [readTree(before), readTree(after)];
    return old && own ? new Changes(t).between(old, own) : null;
  }, [before, after, t]);
  const shown = changes === null ? "text" : how;
  return (
    <div className="flex flex-col gap-2">
      <Segmented
        label={t("scenarioForm.view")}
        value={shown}
        onChange={setHow}
        options={[
          { name: "form", label: t("scenarioForm.inWords") },
          { name: "text", label: t("scenarioForm.views.text") },
        ]}
      />
      {shown === "text" ? (
        <DiffView label={label} before={before} after={after} />
      ) : changes && changes.length > 0 ? (
        <ul aria-label={label} className="max-h-[50vh] divide-y overflow-y-auto rounded-lg border bg-surface">
          {changes.map((change, index) => (
            <ChangeRow key={index} change={change} />
          ))}
        </ul>
      ) : (
        <p className="text-[13px] text-faint">{t("scenarioForm.onlyWriting")}</p>
      )}
    </div>
  );
}
