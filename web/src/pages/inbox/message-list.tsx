import { ArrowDown } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentZone, formatDate } from "@/i18n/format";
import { toLocalInput } from "@/i18n/zoned";
import { Button } from "@/ui/button";
import { Bubble } from "./bubble";
import { placed } from "./days";
import { LineRow } from "./line-row";
import type { useMessages } from "./queries";
import type { Dialog } from "./types";
import type { Talking } from "./use-talking";

/** So near to the end a reader is taken along by what comes, pixels. */
const NEAR = 120;

interface Props {
  dialog: Dialog;
  talk: ReturnType<typeof useMessages>;
  scene: Talking;
  /** The message to go to. */
  shown: string | undefined;
}

const dayOf = (at: number) => toLocalInput(at, currentZone()).slice(0, 10);

/** The messages, the newest at the end; older ones come as one scrolls up. */
export function MessageList({ dialog, talk, scene, shown }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const messages = talk.messages ?? [];
  const firstUnread = useFirstUnread(messages, dialog);
  const bottom = () => scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  useKeepPlace(scroller, messages[0]?.id, messages.at(-1)?.id);
  useEffect(() => {
    if (shown)
      scroller.current?.querySelector(`[data-message="${shown}"]`)?.scrollIntoView({ block: "center" });
  }, [shown]);
  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    setAway(box.scrollHeight - box.scrollTop - box.clientHeight > NEAR);
    if (box.scrollTop < 200 && talk.hasOlder && !talk.loadingOlder) talk.older();
  };
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
        className="h-full overflow-y-auto px-4 py-3 -outline-offset-2"
      >
        {talk.hasOlder ? (
          <p className="pb-3 text-center">
            <Button size="sm" busy={talk.loadingOlder} onClick={talk.older}>
              {t("inbox.older")}
            </Button>
          </p>
        ) : null}
        <ol className="mx-auto flex max-w-3xl flex-col" aria-label={t("inbox.messages")}>
          {placed(messages, dayOf).map(({ message, day, joined }) => (
            <li key={message.id} data-message={message.id} className={joined ? "mt-0.5" : "mt-3"}>
              {day ? <Rule>{formatDate(message.at)}</Rule> : null}
              {message.id === firstUnread ? <Rule accent>{t("inbox.newFrom")}</Rule> : null}
              {"line" in message.body ? (
                <LineRow message={message} />
              ) : (
                <Bubble message={message} joined={joined} />
              )}
            </li>
          ))}
        </ol>
        <p role="status" className="mx-auto mt-2 min-h-5 max-w-3xl text-xs text-faint">
          {scene.contactWriting ? t("inbox.contactWrites", { name: dialog.name || t("inbox.nameless") }) : ""}
        </p>
      </div>
      {away ? (
        <Button size="sm" className="absolute right-4 bottom-3 rounded-full shadow-pop" onClick={bottom}>
          <ArrowDown /> {dialog.unread > 0 ? t("inbox.unread", { count: dialog.unread }) : t("inbox.toEnd")}
        </Button>
      ) : null}
    </div>
  );
}

/** The first message nobody had seen when the dialog was opened: it stays marked while one reads. */
function useFirstUnread(messages: { id: string; author: string }[], dialog: Dialog): string | undefined {
  const [unread] = useState(dialog.unread);
  const [marked, setMarked] = useState<string>();
  if (unread > 0 && marked === undefined && messages.length > 0) {
    const received = messages.filter((message) => message.author === "contact");
    setMarked(received.at(-Math.min(unread, received.length))?.id ?? "");
  }
  return marked;
}

/** Stays where one reads when older messages come above, and goes along when new ones come below. */
function useKeepPlace(
  scroller: React.RefObject<HTMLDivElement | null>,
  first: string | undefined,
  last: string | undefined,
) {
  const seen = useRef<{ first?: string; last?: string; height: number; end: number }>({ height: 0, end: 0 });
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const before = seen.current;
    const wasNear = before.height - before.end < NEAR;
    if (before.last !== last && (before.last === undefined || wasNear)) box.scrollTop = box.scrollHeight;
    else if (before.first !== first) box.scrollTop += box.scrollHeight - before.height;
    const note = () => {
      seen.current = { first, last, height: box.scrollHeight, end: box.scrollTop + box.clientHeight };
    };
    note();
    box.addEventListener("scroll", note);
    return () => box.removeEventListener("scroll", note);
  }, [scroller, first, last]);
}

function Rule({ children, accent }: { children: string; accent?: boolean }) {
  return (
    <div className="my-3 flex items-center gap-3 text-2xs text-faint" role="separator">
      <span className={accent ? "h-px flex-1 bg-accent" : "h-px flex-1 bg-line"} />
      <span className={accent ? "font-medium text-accent-ink" : ""}>{children}</span>
      <span className={accent ? "h-px flex-1 bg-accent" : "h-px flex-1 bg-line"} />
    </div>
  );
}
