import { useTranslation } from "react-i18next";
import type { PlanChange } from "@/api/types";
import { Badge, type Tone } from "@/ui/badge";
import { cn } from "@/ui/cn";

const tones: Record<PlanChange["kind"], Tone> = { create: "good", change: "warn", delete: "bad" };

function lineLook(line: string): string {
  if (line.startsWith("+")) return "bg-good-soft";
  if (line.startsWith("-")) return "bg-bad-soft";
  return "text-soft";
}

/** What applying a text would do, thing by thing. */
export function PlanView({ changes }: { changes: PlanChange[] }) {
  const { t } = useTranslation();
  return (
    <ul className="flex flex-col gap-2">
      {changes.map((change) => (
        <li key={`${change.what} ${change.key}`}>
          <details className="rounded-lg border" open={changes.length < 6}>
            <summary className="flex items-center gap-2 px-3 py-2 text-[13px]">
              <Badge tone={tones[change.kind]}>{t(`accountText.kind.${change.kind}`)}</Badge>
              <span className="text-faint">{change.what}</span>
              <code className="min-w-0 truncate font-mono text-xs">{change.key}</code>
            </summary>
            {change.diff ? (
              <pre className="overflow-x-auto border-t py-1 font-mono text-xs leading-5">
                {change.diff.split("\n").map((line, at) => (
                  <div key={at} className={cn("min-w-max px-3", lineLook(line))}>
                    {line || " "}
                  </div>
                ))}
              </pre>
            ) : null}
          </details>
        </li>
      ))}
    </ul>
  );
}
