import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getAll } from "@/api/pages";
import { formatDateTime } from "@/i18n/format";
import { IconButton } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Input } from "@/ui/field";
import { useSettled } from "@/ui/use-settled";
import { type Message, spoken } from "./types";

interface Props {
  dialog: string;
  /** Goes to a message, when it is on the page already. */
  pick: (message: string) => void;
  close: () => void;
}

/** Looks for a text among everything said in the dialog. */
export function ThreadSearch({ dialog, pick, close }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const q = useSettled(text.trim(), 250);
  const found = useQuery({
    queryKey: ["messages", dialog, "search", q],
    queryFn: () => getAll<Message>(`/dialogs/${dialog}/messages/search`, { q }),
    enabled: q !== "",
  });
  const says = (message: Message) =>
    "note" in message.body ? message.body.note.text : spoken(message).text?.text;
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
      {found.data ? (
        <ul className="mt-1 max-h-48 overflow-y-auto" aria-live="polite">
          {found.data.map((message) => (
            <li key={message.id}>
              <button
                type="button"
                onClick={() => pick(message.id)}
                className="flex w-full items-baseline gap-2 rounded-md px-2 py-1.5 text-left text-[13px] hover:bg-hover"
              >
                <span className="min-w-0 flex-1 truncate">{says(message)}</span>
                <span className="shrink-0 text-2xs text-faint">{formatDateTime(message.at)}</span>
              </button>
            </li>
          ))}
          {found.data.length === 0 ? (
            <li className="py-2 text-xs text-faint">{t("inbox.noneFound")}</li>
          ) : null}
        </ul>
      ) : null}
    </div>
  );
}
