import { CalendarClock, CalendarX2, UserRound } from "lucide-react";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import type { LeadCard } from "@/api/types";
import { formatDateTime, formatMoney, formatRelative } from "@/i18n/format";
import { TagColorsContext } from "@/pages/records/tag-colors";
import { Avatar } from "@/ui/avatar";
import { cn } from "@/ui/cn";
import { TagList } from "@/ui/tag-input";

const DAY_US = 86_400e6;

function NextTask({ at }: { at: number | null }) {
  const { t } = useTranslation();
  if (at === null) {
    return (
      <span className="inline-flex items-center gap-1 text-faint">
        <CalendarX2 className="size-3.5" aria-hidden /> {t("board.noTask")}
      </span>
    );
  }
  const late = at < Date.now() * 1000;
  return (
    <span
      title={formatDateTime(at)}
      className={cn(
        "inline-flex items-center gap-1 rounded px-1 -mx-1",
        late ? "bg-bad-soft font-medium text-bad" : "text-soft",
      )}
    >
      <CalendarClock className="size-3.5" aria-hidden />
      {late ? <span className="sr-only">{t("records.overdue")}</span> : null}
      {formatRelative(at)}
    </span>
  );
}

/** How long a lead has stood on its stage, in whole days. */
function Age({ since }: { since: number }) {
  const { t } = useTranslation();
  const days = Math.floor((Date.now() * 1000 - since) / DAY_US);
  if (days < 1) return null;
  return (
    <span title={t("board.inStage", { since: formatDateTime(since) })} className="text-faint">
      {t("board.days", { count: days })}
    </span>
  );
}

/** What a card says: title, amount, contact, next task, tags, who answers for it, how long it stands there. */
export function CardFace({ card, owner }: { card: LeadCard; owner: string | undefined }) {
  const colors = useContext(TagColorsContext);
  return (
    <>
      <div className="flex items-start gap-2">
        <span className="line-clamp-2 min-w-0 flex-1 break-words font-medium text-ink leading-[1.15rem]">
          {card.name}
        </span>
        {owner ? (
          <span title={owner}>
            <Avatar name={owner} className="size-5 text-[9px]" />
            <span className="sr-only">{owner}</span>
          </span>
        ) : null}
      </div>
      {card.sale || card.contact ? (
        <div className="flex items-center gap-2 text-xs text-soft">
          {card.contact ? (
            <span className="inline-flex min-w-0 flex-1 items-center gap-1">
              <UserRound className="size-3.5 shrink-0 text-faint" aria-hidden />
              <span className="truncate">{card.contact.name}</span>
            </span>
          ) : null}
          {card.sale ? (
            <span className="ml-auto shrink-0 font-medium text-ink tabular-nums">
              {formatMoney(card.sale)}
            </span>
          ) : null}
        </div>
      ) : null}
      {card.tags.length > 0 ? <TagList tags={card.tags} shown={3} colors={colors} /> : null}
      <div className="flex items-center justify-between gap-2 text-xs pointer-coarse:pr-7">
        <NextTask at={card.next_task_at ?? null} />
        <Age since={card.entered_stage_at} />
      </div>
    </>
  );
}

export const cardBox =
  "relative flex flex-col gap-[calc(var(--card-gap)-0.125rem)] rounded-lg border bg-surface p-[calc(var(--card-pad)-0.125rem)] text-[13px] shadow-card";
