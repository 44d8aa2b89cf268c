import {
  Check,
  CheckCheck,
  CircleAlert,
  CircleHelp,
  Clock,
  type LucideIcon,
  RotateCw,
  Undo2,
} from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useSession } from "@/api/session";
import { formatClock, formatExact } from "@/i18n/format";
import { useUserNames } from "@/pages/records/queries";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { FileView } from "./file-view";
import { useMessageAct } from "./messages";
import { EditOwn, isOwn, OwnMenu } from "./own-message";
import { PastTexts, usePast } from "./past-texts";
import { RichText } from "./rich";
import { type Message, spoken } from "./types";

const states: Record<Message["state"], LucideIcon> = {
  planned: Clock,
  sent: Check,
  confirmed: CheckCheck,
  uncertain: CircleHelp,
  failed: CircleAlert,
  cancelled: Undo2,
};

interface BubbleProps {
  message: Message;
  joined: boolean;
  seen: boolean;
  /** It is being rewritten. */
  editing: boolean;
  edit: (on: boolean) => void;
}

/** A message: what the person wrote at the left, what was said to them at the right, notes in yellow. */
export function Bubble({ message, joined, seen, editing, edit }: BubbleProps) {
  const { t } = useTranslation();
  const names = useUserNames();
  const { user: me } = useSession();
  const { mark, past } = usePast(message);
  const theirs = message.author === "contact";
  const note = "note" in message.body ? message.body.note : undefined;
  const { text, files, keyboard } = spoken(message);
  const who = message.user ? names.get(message.user) : t(`inbox.said.${message.author}`);
  const gone = message.removed_at || message.state === "cancelled";
  return (
    <div className={cn("flex flex-col gap-1", theirs ? "items-start" : "items-end")}>
      {joined || theirs ? null : <span className="px-1 text-2xs text-faint">{who}</span>}
      {files.map((file, at) => (
        <FileView key={at} file={file} />
      ))}
      <PastTexts past={past} theirs={theirs} />
      {editing ? <EditOwn message={message} done={() => edit(false)} /> : null}
      {!editing && (note || text?.text || gone) ? (
        <div className={cn("group/said flex w-full items-center gap-1", !theirs && "justify-end")}>
          {isOwn(message, me.id) ? <OwnMenu message={message} edit={() => edit(true)} /> : null}
          <div
            title={formatExact(message.at)}
            className={cn(
              "max-w-[85%] whitespace-pre-wrap break-words rounded-2xl px-3 py-2 text-[13px] leading-5",
              theirs && "rounded-bl-md border bg-surface",
              !theirs && !note && "rounded-br-md bg-accent-soft text-ink",
              note && "border border-warn/30 bg-warn-soft",
              gone && "text-faint line-through",
            )}
          >
            {note ? note.text : text?.text ? <RichText text={text} /> : t("inbox.removed")}
          </div>
        </div>
      ) : null}
      {"received" in message.body ? <Shared body={message.body.received} /> : null}
      {keyboard && typeof keyboard === "object" ? <Keys keyboard={keyboard} /> : null}
      <Foot message={message} theirs={theirs} note={Boolean(note)} seen={seen} edited={mark} />
    </div>
  );
}

type Received = Extract<Message["body"], { received: unknown }>["received"];

/** A phone or a place that was shared. */
function Shared({ body }: { body: Received }) {
  const { t } = useTranslation();
  const { contact, location } = body;
  return (
    <>
      {contact ? (
        <span className="rounded-lg border bg-surface px-3 py-1.5 text-[13px]">
          {t("inbox.sharedPhone")}: {contact.phone}
        </span>
      ) : null}
      {location ? (
        <a
          className="rounded-lg border bg-surface px-3 py-1.5 text-[13px] underline"
          href={`https://www.openstreetmap.org/?mlat=${location.latitude}&mlon=${location.longitude}#map=16/${location.latitude}/${location.longitude}`}
          target="_blank"
          rel="noopener noreferrer"
        >
          {t("inbox.sharedPlace")}
        </a>
      ) : null}
    </>
  );
}

type Keyboard = Exclude<NonNullable<ReturnType<typeof spoken>["keyboard"]>, string>;

/** The buttons that came with a message; here they are only shown. */
function Keys({ keyboard }: { keyboard: Keyboard }) {
  const rows = "inline" in keyboard ? keyboard.inline : keyboard.reply.rows;
  return (
    <span className="flex max-w-[85%] flex-wrap justify-end gap-1">
      {rows.flat().map((button, at) => (
        <span key={at} className="rounded border border-line-strong px-2 py-0.5 text-xs text-soft">
          {button.text}
        </span>
      ))}
    </span>
  );
}

interface FootProps {
  message: Message;
  theirs: boolean;
  note: boolean;
  /** It is the last one the person has seen. */
  seen: boolean;
  /** That it was rewritten. */
  edited: ReactNode;
}

/** When it was said, how far it came, and what can be done about it. */
function Foot({ message, theirs, note, seen, edited }: FootProps) {
  const { t } = useTranslation();
  const retry = useMessageAct(message.dialog, () => api.post<Message>(`/messages/${message.id}/retry`));
  const cancel = useMessageAct(message.dialog, () => api.post<Message>(`/messages/${message.id}/cancel`));
  const Icon = states[message.state];
  const bad = message.state === "failed" || message.state === "uncertain";
  const error = retry.error ?? cancel.error;
  return (
    <span className="flex flex-wrap items-center gap-1.5 px-1 text-2xs text-faint">
      {formatClock(message.at).slice(0, 5)}
      {edited}
      {message.removed_at ? <span>{t("inbox.takenBack")}</span> : null}
      {theirs || note ? null : (
        <span
          className={cn("inline-flex items-center gap-1", bad && "text-bad")}
          title={message.error ?? undefined}
        >
          <Icon className="size-3.5" aria-hidden />
          <span className={bad ? "" : "sr-only"}>{t(`inbox.state.${message.state}`)}</span>
        </span>
      )}
      {seen ? <span className="font-medium text-accent-ink">{t("inbox.seen")}</span> : null}
      {message.error ? <span className="text-bad">{message.error}</span> : null}
      {bad ? (
        <Button size="sm" busy={retry.isPending} onClick={() => retry.mutate()}>
          <RotateCw /> {t("common.retry")}
        </Button>
      ) : null}
      {message.state === "planned" ? (
        <Button size="sm" variant="quiet" busy={cancel.isPending} onClick={() => cancel.mutate()}>
          <Undo2 /> {t("inbox.undo")}
        </Button>
      ) : null}
      {error ? <span className="text-bad">{error.message}</span> : null}
    </span>
  );
}
