import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Waypoints } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import type { BotRow } from "../../flows/api";
import { createRemote, remotesQuery } from "./api";
import { Calls } from "./calls";
import { LinkCard } from "./link-card";

/** The addresses with which other services steer a bot's dialogs, and what they called. */
export function Remote({ bot }: { bot: BotRow }) {
  const { t } = useTranslation();
  const links = useQuery(remotesQuery(bot.id));
  const [adding, setAdding] = useState(false);
  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus /> {t("remote.add")}
    </Button>
  );
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5 p-6 max-sm:p-4">
      <Load query={links}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Waypoints} title={t("remote.empty")} text={t("remote.emptyText")}>
              {add}
            </Empty>
          ) : (
            <>
              <div className="flex flex-wrap items-center justify-between gap-3">
                <p className="max-w-xl text-[13px] leading-5 text-soft">{t("remote.text")}</p>
                {add}
              </div>
              {rows.map((link) => (
                <LinkCard key={link.id} bot={bot} link={link} />
              ))}
            </>
          )
        }
      </Load>
      {links.data?.length ? <Calls bot={bot} links={links.data} /> : null}
      {adding ? <NewLink bot={bot} close={() => setAdding(false)} /> : null}
    </div>
  );
}

function NewLink({ bot, close }: { bot: BotRow; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const save = async () => {
    await createRemote(bot.id, name, address.trim());
    await client.invalidateQueries({ queryKey: ["bots", bot.id, "remotes"] });
  };
  return (
    <FormDialog
      title={t("remote.add")}
      description={t("remote.addText")}
      open
      onOpenChange={close}
      action={t("common.create")}
      onSubmit={save}
    >
      <Field label={t("common.name")} hint={t("remote.nameHint")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("remote.address")} hint={t("remote.addressHint")}>
        {(props) => (
          <Input
            {...props}
            className="font-mono"
            spellCheck={false}
            placeholder="55833627-242e-4061-9b0a-30da3e9cf7d4"
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
