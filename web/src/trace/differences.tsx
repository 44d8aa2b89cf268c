import { Equal } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Block, Difference, Scenario } from "@/api/types";
import type { T } from "@/i18n";
import { requestCurl } from "@/ui/curl";
import { actionName } from "./describe";
import { valueText } from "./value-text";

/** The documents of both sides: names of blocks and actions are taken from where they are. */
interface Texts {
  before: Scenario | null | undefined;
  after: Scenario | null | undefined;
}

function blockOf({ before, after }: Texts, id: string): { block: Block; place: number } | null {
  for (const text of [after, before]) {
    const place = (text?.blocks ?? []).findIndex((block) => block.id === id);
    const block = text?.blocks?.[place];
    if (block) return { block, place };
  }
  return null;
}

function where(t: T, texts: Texts, difference: Difference): string {
  if (difference.what === "status") return t("replay.whole");
  const found = blockOf(texts, difference.block);
  const block = found?.block.name || t("outline.block", { n: (found?.place ?? 0) + 1 });
  if (difference.what === "block") return block;
  const step = found?.block.do?.find((one) => one.id === difference.step);
  const action = step ? step.title || actionName(t, step.action) : difference.step;
  return difference.what === "field" ? `${block} · ${action} · ${difference.field}` : `${block} · ${action}`;
}

function side(t: T, difference: Difference, which: "before" | "after"): string {
  const none = t("replay.none");
  switch (difference.what) {
    case "status": {
      const status = difference[which];
      return status ? t(`run.status.${status}`) : t("replay.noRun");
    }
    case "block": {
      const fired = difference[which];
      return fired ? t("trace.blockFired") : t("trace.blockNot");
    }
    case "step": {
      const state = difference[which];
      return state ? t(`trace.state.${state}`) : none;
    }
    case "field": {
      const value = difference[which];
      return value === null || value === undefined ? none : valueText(value, new Map());
    }
    case "request": {
      const request = difference[which];
      return request ? requestCurl(request) : none;
    }
  }
}

function Value({
  difference,
  which,
  texts,
}: {
  difference: Difference;
  which: "before" | "after";
  texts: Texts;
}) {
  const { t } = useTranslation();
  const text = side(t, difference, which);
  return difference.what === "request" && difference[which] ? (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      className="overflow-x-auto rounded bg-sunken p-2 font-mono text-xs whitespace-pre-wrap break-all"
    >
      {text}
    </pre>
  ) : (
    <span className="break-words" title={where(t, texts, difference)}>
      {text}
    </span>
  );
}

/** What differs, what was on the left and what would be on the right. */
export function Differences({ differences, texts }: { differences: Difference[]; texts: Texts }) {
  const { t } = useTranslation();
  if (differences.length === 0)
    return (
      <p className="flex items-center gap-2 rounded-lg bg-good-soft px-3 py-2 text-[13px] text-good">
        <Equal className="size-4" aria-hidden /> {t("replay.same")}
      </p>
    );
  return (
    <table className="w-full table-fixed text-[13px]">
      <thead>
        <tr className="text-left text-xs text-faint">
          <th className="w-1/3 pb-1 font-medium">{t("replay.where")}</th>
          <th className="pb-1 pl-3 font-medium">{t("replay.before")}</th>
          <th className="pb-1 pl-3 font-medium">{t("replay.after")}</th>
        </tr>
      </thead>
      <tbody className="divide-y border-t">
        {differences.map((difference, at) => (
          <tr key={at} className="align-top">
            <td className="py-1.5 break-words text-soft">{where(t, texts, difference)}</td>
            <td className="py-1.5 pl-3 text-bad">
              <Value difference={difference} which="before" texts={texts} />
            </td>
            <td className="py-1.5 pl-3 text-good">
              <Value difference={difference} which="after" texts={texts} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
