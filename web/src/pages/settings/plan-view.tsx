import { useTranslation } from "react-i18next";
import type { PlanChange } from "@/api/types";
import { DiffView } from "@/editor/diff-view";
import { Badge, type Tone } from "@/ui/badge";

const tones: Record<PlanChange["kind"], Tone> = { create: "good", change: "warn", delete: "bad" };

/** What applying a text would do, thing by thing. */
export function PlanView({ changes }: { changes: PlanChange[] }) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t("editor.diffTitle")} className="flex flex-col gap-2">
      {changes.map((change) => (
        <li key={`${change.what} ${change.key}`}>
          <details className="rounded-lg border" open={changes.length < 6}>
            <summary className="flex items-center gap-2 px-3 py-2 text-[13px]">
              <Badge tone={tones[change.kind]}>{t(`accountText.kind.${change.kind}`)}</Badge>
              <span className="text-faint">{change.what}</span>
              <code className="min-w-0 truncate font-mono text-xs">{change.key}</code>
            </summary>
            <div className="border-t p-2">
              <DiffView
                label={`${change.what} ${change.key}`}
                before={change.before ?? ""}
                after={change.after ?? ""}
              />
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}
