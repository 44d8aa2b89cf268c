import { ExternalLink } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { FileView } from "@/pages/inbox/file-view";
import { useSentence } from "@/pages/inbox/line-row";
import { RichText } from "@/pages/inbox/rich";
import { cn } from "@/ui/cn";
import type { Trial, TryInput, TryLine } from "../api";
import { isAway, type KeyButton, pressed, replyRows, rowsUnder } from "./keyboard";
import type { Look } from "./use-flow-try";

/** What a message of Telegram holds at most, UTF-16 units; longer texts go out in parts. */
const TELEGRAM_TEXT = 4096;

interface TalkProps {
  trial: Trial;
  look: Look;
  press: (input: TryInput) => void;
  busy: boolean;
}

/** What was said in the test, as the chosen channel shows it. */
export function Talk({ trial, look, press, busy }: TalkProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const { messages } = trial;
  useEffect(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [messages]);
  return (
    <div
      ref={scroller}
      role="log"
      aria-label={t("flows.try.talk")}
      aria-busy={busy}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="flex min-h-0 flex-1 flex-col gap-1.5 overflow-y-auto px-3 py-4 -outline-offset-2"
    >
      {messages.map((line, index) => (
        <Said key={index} line={line} index={index} look={look} press={press} busy={busy} />
      ))}
      {messages.length === 0 ? (
        <p className="m-auto text-center text-xs text-faint">{t("flows.try.silent")}</p>
      ) : null}
    </div>
  );
}

interface SaidProps {
  line: TryLine;
  index: number;
  look: Look;
  press: (input: TryInput) => void;
  busy: boolean;
}

function Said({ line, index, look, press, busy }: SaidProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  if (line.from === "line") {
    const trouble = line.line.kind === "trouble";
    return (
      <p
        role={trouble ? "alert" : undefined}
        className={cn(
          "self-center text-center text-2xs text-faint",
          trouble && "rounded-md bg-bad-soft px-2 py-1 text-xs text-bad",
        )}
      >
        {sentence(line.line)}
      </p>
    );
  }
  if (line.from === "person")
    return (
      <p className="max-w-[85%] self-end whitespace-pre-wrap break-words rounded-2xl rounded-br-md bg-accent-soft px-3 py-2 text-[13px] leading-5">
        {line.text || t("flows.try.shared")}
      </p>
    );
  const { text, files, keyboard } = line.content;
  const parts = look === "telegram" ? Math.ceil((text?.text.length ?? 0) / TELEGRAM_TEXT) : 1;
  return (
    <div className="flex max-w-[85%] flex-col gap-1 self-start">
      {(files ?? []).map((file, at) => (
        <FileView key={at} file={file} />
      ))}
      {text?.text ? (
        <p className="whitespace-pre-wrap break-words rounded-2xl rounded-bl-md border bg-surface px-3 py-2 text-[13px] leading-5">
          <RichText text={text} />
        </p>
      ) : null}
      {parts > 1 ? <p className="text-2xs text-warn">{t("flows.try.inParts")}</p> : null}
      <Keys
        rows={rowsUnder(keyboard, look)}
        busy={busy}
        press={(button) => press(pressed(button, index))}
        label={t("flows.try.buttons")}
      />
    </div>
  );
}

interface KeysProps {
  rows: KeyButton[][];
  label: string;
  busy: boolean;
  press: (button: KeyButton) => void;
}

/** Rows of buttons; one that opens an address does so in a tab of its own. */
export function Keys({ rows, label, busy, press }: KeysProps) {
  if (rows.length === 0) return null;
  const look =
    "flex min-h-8 min-w-0 flex-1 items-center justify-center gap-1 rounded-md border border-line-strong bg-surface px-2 py-1 text-center text-xs font-medium text-accent-ink hover:bg-hover disabled:opacity-60";
  return (
    <div role="group" aria-label={label} className="flex flex-col gap-1">
      {rows.map((row, line) => (
        <div key={line} className="flex gap-1">
          {row.map((button) => {
            const away = isAway(button);
            return away ? (
              <a key={button.index} href={away} target="_blank" rel="noopener noreferrer" className={look}>
                <span className="truncate">{button.text}</span>
                <ExternalLink className="size-3 shrink-0" aria-hidden />
              </a>
            ) : (
              <button
                key={button.index}
                type="button"
                disabled={busy}
                onClick={() => press(button)}
                className={look}
              >
                <span className="truncate">{button.text}</span>
              </button>
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** The buttons that stand in place of the keyboard, and the message they came with. */
export function ReplyKeys({ trial, press, busy }: Omit<TalkProps, "look">) {
  const { t } = useTranslation();
  const shown = replyRows(trial.messages);
  if (!shown) return null;
  return (
    <div className="border-t bg-hover p-2">
      <Keys
        rows={shown.rows}
        label={t("flows.keyboard")}
        busy={busy}
        press={(button) => press(pressed(button, shown.message))}
      />
    </div>
  );
}
