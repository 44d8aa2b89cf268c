import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { ErrorNote } from "@/ui/error-note";
import { Menu, MenuItem } from "@/ui/menu";
import { useMessageAct } from "./messages";
import { type Message, spoken } from "./types";

/** Whether one said it oneself and it can still be said otherwise. */
export const isOwn = (message: Message, me: string): boolean =>
  message.author === "operator" &&
  message.user === me &&
  "sent" in message.body &&
  !message.removed_at &&
  (message.state === "confirmed" || message.state === "planned");

/** What can be done with what one said: say it otherwise, take it back at the person's too. */
export function OwnMenu({ message, edit }: { message: Message; edit: () => void }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const remove = useMessageAct(message.dialog, () => api.delete<Message>(`/messages/${message.id}`));
  return (
    <>
      <Menu
        trigger={
          <IconButton
            size="iconSm"
            label={t("inbox.own.menu")}
            className="opacity-0 focus-visible:opacity-100 group-hover/said:opacity-100 data-[state=open]:opacity-100 [@media(hover:none)]:opacity-100"
          >
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem onSelect={edit}>
          <Pencil /> {t("inbox.own.edit")}
        </MenuItem>
        <MenuItem danger onSelect={() => setAsking(true)}>
          <Trash2 /> {t("inbox.own.remove")}
        </MenuItem>
      </Menu>
      <Confirm
        danger
        title={t("inbox.own.removeTitle")}
        text={t("inbox.own.removeText")}
        action={t("inbox.own.remove")}
        open={asking}
        onOpenChange={setAsking}
        onConfirm={() => remove.mutateAsync()}
      />
    </>
  );
}

/** Says otherwise what one said, where it stands. */
export function EditOwn({ message, done }: { message: Message; done: () => void }) {
  const { t } = useTranslation();
  const before = spoken(message).text?.text ?? "";
  const [text, setText] = useState(before);
  const edit = useMessageAct(message.dialog, () =>
    api.patch<Message>(`/messages/${message.id}`, { text: { text: text.trim() } }),
  );
  const save = (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim() === before) done();
    else if (text.trim()) edit.mutate(undefined, { onSuccess: done });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      done();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  };
  return (
    <form className="flex w-full max-w-[85%] flex-col gap-2" onSubmit={save}>
      <textarea
        autoFocus
        aria-label={t("inbox.own.field")}
        rows={Math.min(8, text.split("\n").length + 1)}
        className="w-full resize-y rounded-2xl rounded-br-md border border-accent bg-surface px-3 py-2 text-[13px] leading-5 max-sm:text-base"
        value={text}
        onFocus={(event) => event.target.setSelectionRange(text.length, text.length)}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {edit.error ? <ErrorNote error={edit.error} /> : null}
      <span className="flex justify-end gap-2">
        <Button size="sm" onClick={done}>
          {t("common.cancel")}
        </Button>
        <Button size="sm" type="submit" variant="primary" disabled={!text.trim()} busy={edit.isPending}>
          {t("common.save")}
        </Button>
      </span>
    </form>
  );
}
