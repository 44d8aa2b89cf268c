import { useMutation, useQueryClient } from "@tanstack/react-query";
import { MessageSquare, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Code } from "@/ui/code";
import { Confirm } from "@/ui/confirm";
import { ErrorNote } from "@/ui/error-note";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Section } from "@/ui/page";
import { Switch } from "@/ui/switch";
import { TagInput } from "@/ui/tag-input";
import {
  type BotRow,
  type Channel,
  connectTelegram,
  connectWeb,
  dropChannel,
  switchChannel,
} from "../flows/api";

/** Where a bot talks. */
export function Channels({ bot }: { bot: BotRow }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState<"telegram" | "web" | null>(null);
  const rows = bot.channels;
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5 p-6 max-sm:p-4">
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={() => setAdding("telegram")}>
          <Send /> {t("bots.addTelegram")}
        </Button>
        <Button onClick={() => setAdding("web")}>
          <MessageSquare /> {t("bots.addWeb")}
        </Button>
      </div>
      {rows.length === 0 ? <p className="text-[13px] leading-5 text-faint">{t("bots.noChannels")}</p> : null}
      {rows.map((channel) => (
        <ChannelCard key={channel.id} bot={bot} channel={channel} />
      ))}
      {adding === "telegram" ? <ConnectTelegram bot={bot} close={() => setAdding(null)} /> : null}
      {adding === "web" ? <ConnectWeb bot={bot} close={() => setAdding(null)} /> : null}
    </div>
  );
}

function useRefresh(bot: BotRow) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["bots"] }).then(() => bot.id);
}

function ChannelCard({ bot, channel }: { bot: BotRow; channel: Channel }) {
  const { t } = useTranslation();
  const refresh = useRefresh(bot);
  const [asking, setAsking] = useState(false);
  const flip = useMutation({
    mutationFn: (on: boolean) => switchChannel(bot.id, channel, on),
    onSuccess: refresh,
  });
  const { kind } = channel.settings;
  const { status } = channel;
  const name = status.name || t(`bots.channel.${kind}`);
  const script = `<script src="${window.location.origin}/widget.js" data-channel="${channel.token}" async></script>`;
  return (
    <Section
      title={name}
      description={[
        t(`bots.channel.${kind}`),
        status.username ? `@${status.username}` : "",
        channel.last4 ? `…${channel.last4}` : "",
      ]
        .filter(Boolean)
        .join(" · ")}
      actions={
        <>
          {status.connected_at ? <Badge tone="good">{t("bots.connected")}</Badge> : null}
          <Switch
            label={t("bots.channelOn", { name })}
            checked={channel.on}
            busy={flip.isPending}
            onChange={(on) => flip.mutate(on)}
          />
          <IconButton size="iconSm" label={`${t("common.delete")}: ${name}`} onClick={() => setAsking(true)}>
            <Trash2 />
          </IconButton>
        </>
      }
    >
      {status.trouble ? <p className="px-4 py-3 text-[13px] text-bad">{status.trouble}</p> : null}
      {flip.error ? <ErrorNote className="m-3" error={flip.error} /> : null}
      {kind === "web_chat" ? (
        <div className="flex flex-col gap-2 p-4">
          <p className="text-[13px] text-soft">{t("bots.widgetText")}</p>
          <Code label={t("bots.widgetCode")} text={script} wrap />
        </div>
      ) : null}
      <Confirm
        title={t("bots.dropTitle", { name })}
        text={t("bots.dropText")}
        action={t("common.delete")}
        danger
        open={asking}
        onOpenChange={setAsking}
        onConfirm={() => dropChannel(bot.id, channel.id).then(refresh)}
      />
    </Section>
  );
}

function ConnectTelegram({ bot, close }: { bot: BotRow; close: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh(bot);
  const [token, setToken] = useState("");
  return (
    <FormDialog
      title={t("bots.addTelegram")}
      description={t("bots.telegramText")}
      open
      onOpenChange={close}
      action={t("bots.connect")}
      onSubmit={() => connectTelegram(bot.id, token.trim()).then(refresh)}
    >
      <Field label={t("bots.token")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            className="font-mono"
            autoComplete="off"
            spellCheck={false}
            placeholder="123456789:AA…"
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}

function ConnectWeb({ bot, close }: { bot: BotRow; close: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh(bot);
  const [title, setTitle] = useState(bot.settings.name);
  const [origins, setOrigins] = useState<string[]>([]);
  return (
    <FormDialog
      title={t("bots.addWeb")}
      open
      onOpenChange={close}
      action={t("common.create")}
      onSubmit={() => connectWeb(bot.id, title, origins).then(refresh)}
    >
      <Field label={t("bots.windowTitle")}>
        {(props) => <Input {...props} value={title} onChange={(event) => setTitle(event.target.value)} />}
      </Field>
      <Field label={t("bots.origins")} hint={t("bots.originsHint")}>
        {({ id }) => (
          <TagInput
            id={id}
            label={t("bots.origins")}
            placeholder="https://shop.example"
            value={origins}
            onChange={setOrigins}
          />
        )}
      </Field>
    </FormDialog>
  );
}
