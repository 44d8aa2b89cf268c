import { ArrowDown, ArrowUp } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { currentZone, formatDate } from "@/i18n/format";
import { toLocalInput } from "@/i18n/zoned";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Bubble } from "./bubble";
import { placed } from "./days";
import { LineRow } from "./line-row";
import type { useMessages } from "./messages";
import { isOwn } from "./own-message";
import type { Dialog, Message } from "./types";
import { useThreadKeys } from "./use-inbox-keys";
import type { Talking } from "./use-talking";

/** So near to the end a reader is taken along by what comes, pixels. */
const NEAR = 120;

interface Props {
  dialog: Dialog;
  talk: ReturnType<typeof useMessages>;
  scene: Talking;
  /** The message the talk was opened around. */
  shown: string | undefined;
  /** Goes to the end of a talk that was opened in its middle. */
  toEnd: (() => void) | undefined;
}

const dayOf = (at: number) => toLocalInput(at, currentZone()).slice(0, 10);

/** The messages, the newest at the end; older and newer ones come as one scrolls. */
export function MessageList({ dialog, talk, scene, shown, toEnd }: Props) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const [editing, setEditing] = useState<string>();
  const { user: me } = useSession();
  const messages = talk.messages ?? [];
  const unread = useFirstUnread(messages, dialog, talk.hasOlder);
  const seen = lastSeen(messages, dialog.seen);
  const [passed, setPassed] = useState(false);
  const at = (id: string | undefined) =>
    id ? scroller.current?.querySelector(`[data-message="${id}"]`) : undefined;
  const bottom = () => (toEnd ? toEnd() : scroller.current?.scrollTo({ top: scroller.current.scrollHeight }));
  useKeepPlace(scroller, messages[0]?.id, messages.at(-1)?.id, shown);
  const above = useJump(unread, talk, (id) => at(id)?.scrollIntoView({ block: "start" }));
  useThreadKeys((key) => {
    if (key === "unread") above.jump();
    if (key === "editLast") setEditing(messages.findLast((message) => isOwn(message, me.id))?.id);
  });
  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    setAway(below > NEAR);
    const first = at(unread.id)?.getBoundingClientRect();
    if (first && first.top >= box.getBoundingClientRect().top) setPassed(true);
    if (box.scrollTop < 200 && talk.hasOlder && !talk.loadingOlder) talk.older();
    if (below < 200 && talk.hasNewer && !talk.loadingNewer) talk.newer();
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
            <li
              key={message.id}
              data-message={message.id}
              aria-current={message.id === shown ? "true" : undefined}
              className={cn(
                joined ? "mt-0.5" : "mt-3",
                message.id === shown && "-mx-2 rounded-lg bg-warn-soft px-2 py-1",
              )}
            >
              {day ? <Rule>{formatDate(message.at)}</Rule> : null}
              {message.id === unread.id ? <Rule accent>{t("inbox.newFrom")}</Rule> : null}
              {"line" in message.body ? (
                <LineRow message={message} />
              ) : (
                <Bubble
                  message={message}
                  joined={joined}
                  seen={message.id === seen}
                  editing={message.id === editing}
                  edit={(on) => setEditing(on ? message.id : undefined)}
                />
              )}
            </li>
          ))}
        </ol>
        {talk.hasNewer ? (
          <p className="pt-3 text-center">
            <Button size="sm" busy={talk.loadingNewer} onClick={talk.newer}>
              {t("inbox.newer")}
            </Button>
          </p>
        ) : null}
        <p role="status" className="mx-auto mt-2 min-h-5 max-w-3xl text-xs text-faint">
          {scene.contactWriting ? t("inbox.contactWrites", { name: dialog.name || t("inbox.nameless") }) : ""}
        </p>
      </div>
      {unread.count > SEEN_AT_ONCE && !passed && !shown ? (
        <Button
          size="sm"
          busy={above.looking}
          className="absolute top-3 right-4 rounded-full shadow-pop"
          onClick={above.jump}
        >
          <ArrowUp /> {t("inbox.firstUnread", { count: unread.count })}
        </Button>
      ) : null}
      {away || toEnd ? (
        <Button size="sm" className="absolute right-4 bottom-3 rounded-full shadow-pop" onClick={bottom}>
          <ArrowDown /> {dialog.unread > 0 ? t("inbox.unread", { count: dialog.unread }) : t("inbox.toEnd")}
        </Button>
      ) : null}
    </div>
  );
}

/** The last message of ours that the person has seen. */
const lastSeen = (messages: Message[], upTo: string | null): string | undefined =>
  upTo
    ? messages.findLast(({ id, body, state }) => "sent" in body && state === "confirmed" && id <= upTo)?.id
    : undefined;

/** So few new messages are seen at once at the end. */
const SEEN_AT_ONCE = 5;

interface Unread {
  /** How many nobody had seen when the dialog was opened. */
  count: number;
  /** The first of them; none while it is not on the page yet. */
  id: string | undefined;
}

/** What nobody had seen when the dialog was opened: it stays marked while one reads. */
function useFirstUnread(messages: { id: string; author: string }[], dialog: Dialog, more: boolean): Unread {
  const [count] = useState(dialog.unread);
  const [id, setId] = useState<string>();
  if (count > 0 && id === undefined && messages.length > 0) {
    const received = messages.filter((message) => message.author === "contact");
    if (received.length >= count || !more) setId(received.at(-Math.min(count, received.length))?.id ?? "");
  }
  return { count, id: id || undefined };
}

/** Goes to the first message nobody had seen, however far up it is. */
function useJump(unread: Unread, talk: Props["talk"], show: (id: string) => void) {
  const [looking, setLooking] = useState(false);
  const { hasOlder, loadingOlder, older } = talk;
  const reveal = useRef(show);
  reveal.current = show;
  useEffect(() => {
    if (!looking) return;
    if (unread.id) {
      setLooking(false);
      reveal.current(unread.id);
    } else if (!hasOlder) setLooking(false);
    else if (!loadingOlder) older();
  }, [looking, unread.id, hasOlder, loadingOlder, older]);
  return { looking, jump: () => unread.count > 0 && setLooking(true) };
}

/** Stays where one reads when older messages come above, and goes along when new ones come below. */
function useKeepPlace(
  scroller: React.RefObject<HTMLDivElement | null>,
  first: string | undefined,
  last: string | undefined,
  shown: string | undefined,
) {
  const [opened] = useState(shown);
  const seen = useRef<{ first?: string; last?: string; height: number; end: number }>({ height: 0, end: 0 });
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const before = seen.current;
    const wasNear = before.height - before.end < NEAR;
    if (opened && before.last === undefined)
      box.querySelector(`[data-message="${opened}"]`)?.scrollIntoView({ block: "center" });
    else if (opened) box.scrollTop += before.first !== first ? box.scrollHeight - before.height : 0;
    else if (before.last !== last && (before.last === undefined || wasNear)) box.scrollTop = box.scrollHeight;
    else if (before.first !== first) box.scrollTop += box.scrollHeight - before.height;
    const note = () => {
      seen.current = { first, last, height: box.scrollHeight, end: box.scrollTop + box.clientHeight };
    };
    note();
    box.addEventListener("scroll", note);
    return () => box.removeEventListener("scroll", note);
  }, [scroller, first, last, opened]);
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
