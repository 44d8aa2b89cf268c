import { Paperclip, Send, Settings2, StickyNote, X } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { metaKey } from "@/app/shell/rail";
import { Kbd } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { cn } from "@/ui/cn";
import { ErrorNote } from "@/ui/error-note";
import { Menu, MenuItem } from "@/ui/menu";
import { CallList, useCalled } from "./call-list";
import type { Dialog } from "./types";
import { type Attached, type Taste, useComposer, useTaste } from "./use-composer";
import { press, useThreadKeys } from "./use-inbox-keys";

interface ComposerProps {
  dialog: Dialog;
  onWriting: () => void;
  /** Something was said, and is to be seen. */
  onSaid?: () => void;
}

/** Where an operator answers, or leaves a note for the others. */
export function Composer({ dialog, onWriting, onSaid }: ComposerProps) {
  const { t } = useTranslation();
  const { taste, change } = useTaste();
  const writing = useComposer(dialog, taste, onSaid);
  const { text, setText, noting, setNoting, attached, field, say } = writing;
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const called = useCalled({ dialog, noting, text, setText, field });
  const send = () => writing.send(called.mentions());
  const focus = (asNote: boolean) => {
    setNoting(asNote);
    requestAnimationFrame(() => field.current?.focus());
  };
  useThreadKeys((key) => {
    if (key === "reply" || key === "note") focus(key === "note");
    if (key === "attach") picker.current?.click();
  });
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (called.onKey(event) || event.nativeEvent.isComposing) return;
    if (event.key === "Escape") field.current?.blur();
    if (event.key === "ArrowUp" && text === "" && !noting) {
      event.preventDefault();
      press("editLast");
    }
    const withCtrl = event.ctrlKey || event.metaKey;
    const sends =
      event.key === "Enter" && !event.altKey && (withCtrl || (taste.enterSends && !event.shiftKey));
    if (!sends) return;
    event.preventDefault();
    send();
  };
  const stopped = dialog.status === "stopped";
  return (
    <section
      aria-label={t("inbox.composer")}
      className={cn(
        "relative m-3 mt-1 shrink-0 rounded-xl border bg-surface shadow-card max-sm:m-0 max-sm:rounded-none max-sm:border-x-0 max-sm:border-b-0",
        noting && "border-warn/40 bg-warn-soft",
        over && "outline-2 outline-accent",
      )}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        attached.add(event.dataTransfer.files);
      }}
    >
      <CallList called={called} />
      {stopped && !noting ? <p className="px-3 pt-2 text-xs text-bad">{t("inbox.stoppedText")}</p> : null}
      <textarea
        ref={field}
        rows={2}
        aria-label={noting ? t("inbox.noteField") : t("inbox.answerField")}
        placeholder={noting ? t("inbox.notePlaceholder") : t("inbox.answerPlaceholder")}
        {...called.aria}
        className="block max-h-60 w-full resize-none bg-transparent px-3 pt-2.5 text-[13px] leading-5 outline-none placeholder:text-faint max-sm:text-base"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          called.look(event.target);
          if (!noting) onWriting();
        }}
        onSelect={(event) => called.look(event.currentTarget)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0) return;
          event.preventDefault();
          attached.add(event.clipboardData.files);
        }}
      />
      {noting ? null : <Chips files={attached.files} remove={attached.remove} />}
      {say.error ? <ErrorNote className="mx-3 my-1" error={say.error} /> : null}
      <Bar
        taste={taste}
        change={change}
        noting={noting}
        toggle={() => focus(!noting)}
        attach={() => picker.current?.click()}
        send={send}
        disabled={writing.empty || attached.busy || (stopped && !noting)}
        busy={say.isPending}
      />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          attached.add(event.target.files ?? []);
          event.target.value = "";
        }}
      />
    </section>
  );
}

function Chips({ files, remove }: { files: Attached[]; remove: (key: string) => void }) {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1.5 px-3 py-1">
      {files.map((one) => (
        <li
          key={one.key}
          className={cn(
            "flex max-w-full items-center gap-1 rounded-md bg-hover pl-2 text-xs",
            one.error ? "bg-bad-soft text-bad" : !one.file && "opacity-60",
          )}
        >
          <span className="truncate">{one.name}</span>
          {one.error instanceof Error ? <span>{one.error.message}</span> : null}
          <IconButton
            size="iconSm"
            label={t("inbox.removeFile", { name: one.name })}
            onClick={() => remove(one.key)}
          >
            <X />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

interface BarProps {
  taste: Taste;
  change: (next: Partial<Taste>) => void;
  noting: boolean;
  toggle: () => void;
  attach: () => void;
  send: () => void;
  disabled: boolean;
  busy: boolean;
}

function Bar({ taste, change, noting, toggle, attach, send, disabled, busy }: BarProps) {
  const { t } = useTranslation();
  return (
    <div className="flex items-center gap-1 p-2">
      <Button size="sm" variant="ghost" aria-pressed={noting} onClick={toggle}>
        <StickyNote /> {t("inbox.noteToggle")}
      </Button>
      {noting ? null : (
        <IconButton size="iconSm" label={t("inbox.attach")} onClick={attach}>
          <Paperclip />
        </IconButton>
      )}
      <Menu
        align="start"
        trigger={
          <IconButton size="iconSm" label={t("inbox.taste")}>
            <Settings2 />
          </IconButton>
        }
      >
        <MenuItem checked={taste.enterSends} onSelect={() => change({ enterSends: !taste.enterSends })}>
          {t("inbox.enterSends")}
        </MenuItem>
        <MenuItem checked={taste.undo} onSelect={() => change({ undo: !taste.undo })}>
          {t("inbox.undoSends")}
        </MenuItem>
      </Menu>
      <span className="flex-1" />
      <span className="flex items-center gap-1 max-sm:hidden" aria-hidden>
        {taste.enterSends ? null : <Kbd>{metaKey}</Kbd>}
        <Kbd>Enter</Kbd>
      </span>
      <Button size="sm" variant="primary" disabled={disabled} busy={busy} onClick={send}>
        <Send /> {noting ? t("inbox.saveNote") : t("inbox.send")}
      </Button>
    </div>
  );
}
