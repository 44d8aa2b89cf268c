import { useQuery, useQueryClient } from "@tanstack/react-query";
import { MessageSquareQuote, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api } from "@/api/client";
import { repliesQuery } from "@/pages/inbox/queries";
import type { Reply } from "@/pages/inbox/types";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Empty } from "@/ui/empty";
import { CheckLine, Field, Input, Textarea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";

type Draft = Pick<Reply, "shortcut" | "name" | "text" | "shared"> & { id?: string };

const FRESH: Draft = { shortcut: "", name: "", text: "", shared: false };

function ReplyForm({ reply, close }: { reply: Draft; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState(reply);
  const [fault, setFault] = useState<unknown>(null);
  const put = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const at = (path: string) => (fault instanceof ApiError ? fault.at(path) : undefined);
  const save = async () => {
    const { id, ...body } = draft;
    try {
      await (id ? api.put(`/replies/${id}`, body) : api.post("/replies", body));
    } catch (error) {
      setFault(error);
      throw error;
    }
    await client.invalidateQueries({ queryKey: ["replies"] });
  };
  return (
    <FormDialog
      title={reply.id ? t("inbox.replyEdit") : t("inbox.replyNew")}
      open
      onOpenChange={close}
      onSubmit={save}
      wide
    >
      <Field label={t("inbox.shortcut")} hint={t("inbox.shortcutHint")} error={at("shortcut")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            value={draft.shortcut}
            onChange={(event) => put({ shortcut: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("common.name")} error={at("name")}>
        {(props) => (
          <Input {...props} value={draft.name} onChange={(event) => put({ name: event.target.value })} />
        )}
      </Field>
      <Field label={t("inbox.replyText")} hint={t("inbox.replyTextHint")} error={at("text")}>
        {(props) => (
          <Textarea
            {...props}
            required
            rows={6}
            value={draft.text}
            onChange={(event) => put({ text: event.target.value })}
          />
        )}
      </Field>
      <CheckLine
        label={t("inbox.replyShared")}
        checked={draft.shared}
        onChange={(shared) => put({ shared })}
      />
    </FormDialog>
  );
}

/** Answers kept ready: everybody's and one's own. */
export function Replies() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const replies = useQuery(repliesQuery);
  const [editing, setEditing] = useState<Draft>();
  const [removing, setRemoving] = useState<Reply>();
  const add = (
    <Button variant="primary" onClick={() => setEditing(FRESH)}>
      <Plus /> {t("inbox.replyNew")}
    </Button>
  );
  return (
    <Section title={t("settings.replies.title")} description={t("settings.replies.text")} actions={add}>
      <Load query={replies}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={MessageSquareQuote} title={t("inbox.noReplies")} text={t("inbox.noRepliesText")} />
          ) : (
            <ul className="divide-y">
              {rows.map((reply) => (
                <li key={reply.id} className="flex items-center gap-3 py-2 pr-2 pl-4 text-[13px]">
                  <code className="shrink-0 font-mono text-xs text-accent-ink">:{reply.shortcut}</code>
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">{reply.name}</span>
                    <span className="block truncate text-xs text-faint">{reply.text}</span>
                  </span>
                  <Badge tone={reply.shared ? "accent" : "neutral"}>
                    {reply.shared ? t("inbox.replyOfAll") : t("inbox.replyOwn")}
                  </Badge>
                  <IconButton
                    size="iconSm"
                    label={`${t("common.edit")}: ${reply.name}`}
                    onClick={() => setEditing(reply)}
                  >
                    <Pencil />
                  </IconButton>
                  <IconButton
                    size="iconSm"
                    label={`${t("common.delete")}: ${reply.name}`}
                    onClick={() => setRemoving(reply)}
                  >
                    <Trash2 />
                  </IconButton>
                </li>
              ))}
            </ul>
          )
        }
      </Load>
      {editing ? <ReplyForm reply={editing} close={() => setEditing(undefined)} /> : null}
      <Confirm
        title={t("inbox.replyDelete", { name: removing?.name ?? "" })}
        text={t("inbox.replyDeleteText")}
        action={t("common.delete")}
        danger
        open={removing !== undefined}
        onOpenChange={(open) => !open && setRemoving(undefined)}
        onConfirm={async () => {
          await api.delete(`/replies/${removing?.id}`);
          await client.invalidateQueries({ queryKey: ["replies"] });
        }}
      />
    </Section>
  );
}
