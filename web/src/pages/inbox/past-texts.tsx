import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatClock, formatDateTime } from "@/i18n/format";
import { cn } from "@/ui/cn";
import { RichText } from "./rich";
import type { Message } from "./types";

/** Says that a message was rewritten, and on a press what it said before. */
export function usePast(message: Message) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { past, edited_at } = message;
  const mark = !edited_at ? null : past.length === 0 ? (
    <span>{t("inbox.edited")}</span>
  ) : (
    <button
      type="button"
      className="underline decoration-dotted underline-offset-2 hover:text-ink"
      aria-expanded={open}
      title={formatDateTime(edited_at)}
      onClick={() => setOpen(!open)}
    >
      {t("inbox.edited")}
    </button>
  );
  return { mark, past: open ? past : [] };
}

/** What a message said before, oldest first, and until when. */
export function PastTexts({ past, theirs }: { past: Message["past"]; theirs: boolean }) {
  const { t } = useTranslation();
  if (past.length === 0) return null;
  return (
    <ol aria-label={t("inbox.past")} className="flex max-w-[85%] flex-col gap-1">
      {past.map((one) => (
        <li
          key={one.until}
          className={cn(
            "whitespace-pre-wrap break-words rounded-xl border border-dashed px-3 py-1.5 text-xs text-soft",
            !theirs && "self-end",
          )}
        >
          <RichText text={one.text} />
          <span className="mt-0.5 block text-2xs text-faint">
            {t("inbox.pastUntil", { at: formatClock(one.until).slice(0, 5) })}
          </span>
        </li>
      ))}
    </ol>
  );
}
