import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field, Input } from "@/ui/field";
import { FormDialog, LEFT } from "@/ui/form-dialog";
import { keyFrom } from "@/ui/key";
import { botsQuery, connectTelegram, createBot, createFlow } from "../flows/api";
import { WELCOME } from "./welcome";

/** The name, and the token when there is one: the bot is made, connected, and its first flow opens. */
export function NewBot({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const bots = useQuery(botsQuery).data ?? [];
  const [name, setName] = useState("");
  const [token, setToken] = useState("");
  // Kept when a later part is refused, so that a second try makes no second bot.
  const [made, setMade] = useState<string | null>(null);
  const create = async () => {
    const taken = new Set(bots.map((row) => row.key));
    const wish = keyFrom(name) || "bot";
    const key = taken.has(wish) ? `${wish.slice(0, 58)}-${bots.length + 1}` : wish;
    let id = made;
    if (!id) {
      id = (await createBot(key, name, "welcome")).id;
      setMade(id);
      await createFlow(id, "welcome", WELCOME(t));
    }
    if (token.trim()) await connectTelegram(id, token.trim());
    await client.invalidateQueries({ queryKey: ["bots"] });
    await navigate({ to: "/bots/$id", params: { id }, search: {} });
    return LEFT;
  };
  return (
    <FormDialog
      title={t("bots.new")}
      description={t("bots.newText")}
      open
      onOpenChange={onOpenChange}
      action={token.trim() ? t("bots.connect") : t("common.create")}
      onSubmit={create}
    >
      <Field label={t("common.name")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("bots.token")} hint={t("bots.tokenHint")}>
        {(props) => (
          <Input
            {...props}
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
