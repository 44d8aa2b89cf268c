import { useInfiniteQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { formatDateTime } from "@/i18n/format";
import { Button, IconButton } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Input } from "@/ui/field";
import { useSettled } from "@/ui/use-settled";
import { textOf } from "./found-list";
import type { Message } from "./types";

interface Props {
  dialog: string;
  /** Goes to a message. */
  pick: (message: string) => void;
  close: () => void;
}

interface FoundPage {
  items: Message[];
  reached: string | null;
}

/** Looks for a text among everything said in the dialog. */
export function ThreadSearch({ dialog, pick, close }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const q = useSettled(text.trim(), 250);
  const found = useInfiniteQuery({
    queryKey: ["message-search", dialog, q],
    queryFn: ({ pageParam }) =>
      api.get<FoundPage>(`/dialogs/${dialog}/messages/search`, { q, before: pageParam }),
    initialPageParam: "",
    getNextPageParam: (page) => page.reached ?? undefined,
    enabled: q !== "",
  });
  const rows = found.data?.pages.flatMap((page) => page.items);
  return (
    <div className="shrink-0 border-b bg-surface px-4 py-2">
      <div className="flex items-center gap-2">
        <Input
          autoFocus
          type="search"
          aria-label={t("inbox.key.search")}
          placeholder={t("inbox.key.search")}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && close()}
        />
        <IconButton label={t("common.close")} onClick={close}>
          <X />
        </IconButton>
      </div>
      {found.error ? <ErrorNote className="mt-2" error={found.error} /> : null}
      {rows ? (
        <ul className="mt-1 max-h-48 overflow-y-auto" aria-live="polite">
          {rows.map((message) => (
            <li key={message.id}>
              <button
                type="button"
                onClick={() => pick(message.id)}
                className="flex w-full items-baseline gap-2 rounded-md px-2 py-1.5 text-left text-[13px] hover:bg-hover"
              >
                <span className="min-w-0 flex-1 truncate">{textOf(message)}</span>
                <span className="shrink-0 text-2xs text-faint">{formatDateTime(message.at)}</span>
              </button>
            </li>
          ))}
          {rows.length === 0 ? <li className="py-2 text-xs text-faint">{t("inbox.noneFound")}</li> : null}
          {found.hasNextPage ? (
            <li className="py-1">
              <Button size="sm" busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                {t("inbox.lookFurther")}
              </Button>
            </li>
          ) : null}
        </ul>
      ) : null}
    </div>
  );
}
