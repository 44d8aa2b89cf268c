import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { Ago } from "@/ui/time";
import { type FoundMessage, type Message, spoken } from "./types";

interface FoundPage {
  items: FoundMessage[];
  reached: string | null;
}

/** What a message says, also when it is a note. */
export const textOf = (message: Message): string =>
  "note" in message.body ? message.body.note.text : (spoken(message).text?.text ?? "");

/** Messages of all dialogs that hold a text, newest first; older ones are looked through as one asks for them. */
export function FoundList({ text, open }: { text: string; open: string | undefined }) {
  const { t } = useTranslation();
  const result = useInfiniteQuery({
    queryKey: ["message-search", "all", text],
    queryFn: ({ pageParam }) => api.get<FoundPage>("/messages/search", { q: text, before: pageParam }),
    initialPageParam: "",
    getNextPageParam: (page) => page.reached ?? undefined,
  });
  const rows = result.data?.pages.flatMap((page) => page.items);
  const query = { ...result, data: rows };
  const more = result.hasNextPage ? (
    <p className="p-3 text-center">
      <Button size="sm" busy={result.isFetchingNextPage} onClick={() => void result.fetchNextPage()}>
        {t("inbox.lookFurther")}
      </Button>
    </p>
  ) : null;
  return (
    <Load query={query}>
      {(found) => (
        <div className="min-h-0 flex-1 overflow-y-auto">
          {found.length === 0 ? <Empty icon={SearchX} title={t("inbox.noneFound")} /> : null}
          <ul aria-label={t("inbox.foundMessages")}>
            {found.map(({ name, message }) => (
              <li key={message.id} className={cn("border-b", message.id === open && "bg-accent-soft")}>
                <Link
                  to="/inbox"
                  search={(before) => ({ ...before, dialog: message.dialog, message: message.id })}
                  className="flex flex-col gap-0.5 px-3 py-2.5 -outline-offset-2 hover:bg-hover/60"
                >
                  <span className="flex items-baseline gap-2">
                    <span className="min-w-0 flex-1 truncate text-[13px] font-medium">
                      {name || t("inbox.nameless")}
                    </span>
                    <span className="shrink-0 text-2xs text-faint">
                      <Ago at={message.at} />
                    </span>
                  </span>
                  <span className="line-clamp-2 break-words text-xs text-soft">
                    <Around text={textOf(message)} wish={text} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          {more}
        </div>
      )}
    </Load>
  );
}

/** How much of a text stands before what was found, characters. */
const LEAD = 40;

/** The part of a text around what was found, which is marked. */
function Around({ text, wish }: { text: string; wish: string }) {
  const at = text.toLowerCase().indexOf(wish.trim().toLowerCase());
  if (at < 0) return text;
  const end = at + wish.trim().length;
  const from = Math.max(0, at - LEAD);
  return (
    <>
      {from > 0 ? "…" : ""}
      {text.slice(from, at)}
      <mark className="rounded bg-warn-soft text-ink">{text.slice(at, end)}</mark>
      {text.slice(end)}
    </>
  );
}
