import { useQueryClient } from "@tanstack/react-query";
import { RefreshCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatExact } from "@/i18n/format";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { Code } from "@/ui/code";
import { Confirm } from "@/ui/confirm";
import { CopyButton } from "@/ui/copy";
import { Field, Select } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Section } from "@/ui/page";
import type { BotRow } from "../../flows/api";
import { dropRemote, type RemoteLink, rotateRemote } from "./api";

/** The hours an old address may go on working. */
const HOURS = [0, 1, 24, 168];

/** The address as this browser reaches the server. */
function shown(link: RemoteLink): string {
  return link.url.startsWith("/") ? window.location.origin + link.url : link.url;
}

/** A link: its address to copy, how it is called, a new address, the way out. */
export function LinkCard({ bot, link }: { bot: BotRow; link: RemoteLink }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState<"rotate" | "drop" | null>(null);
  const [hours, setHours] = useState("24");
  const refresh = () => client.invalidateQueries({ queryKey: ["bots", bot.id, "remotes"] });
  const url = shown(link);
  const sample = `${url}?chatId=1227280&fields.refID=12345&stepId=${t("remote.stepSample")}&status=auto`;
  return (
    <Section
      title={link.name}
      actions={
        <>
          {link.old_until && link.old_until > Date.now() * 1000 ? (
            <Badge tone="warn">{t("remote.oldUntil", { at: formatExact(link.old_until) })}</Badge>
          ) : null}
          <IconButton
            size="iconSm"
            label={t("remote.rotate", { name: link.name })}
            onClick={() => setAsking("rotate")}
          >
            <RefreshCw />
          </IconButton>
          <IconButton
            size="iconSm"
            label={`${t("common.delete")}: ${link.name}`}
            onClick={() => setAsking("drop")}
          >
            <Trash2 />
          </IconButton>
        </>
      }
    >
      <div className="flex flex-col gap-3 p-4">
        <div className="flex h-9 min-w-0 items-center rounded-lg border bg-sunken pr-1 pl-3">
          <input
            readOnly
            aria-label={t("remote.url", { name: link.name })}
            value={url}
            onFocus={(event) => event.target.select()}
            className="min-w-0 flex-1 truncate bg-transparent font-mono text-xs outline-none"
          />
          <CopyButton text={url} label={t("remote.copy", { name: link.name })} />
        </div>
        <Code label={t("remote.sample")} text={sample} wrap />
      </div>
      {asking === "rotate" ? (
        <FormDialog
          title={t("remote.rotate", { name: link.name })}
          description={t("remote.rotateText")}
          open
          onOpenChange={() => setAsking(null)}
          action={t("remote.rotateDo")}
          onSubmit={() => rotateRemote(bot.id, link.id, Number(hours)).then(refresh)}
        >
          <Field label={t("remote.keep")}>
            {(props) => (
              <Select {...props} value={hours} onChange={(event) => setHours(event.target.value)}>
                {HOURS.map((count) => (
                  <option key={count} value={count}>
                    {count === 0 ? t("remote.keepNot") : t("remote.keepHours", { count })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </FormDialog>
      ) : null}
      <Confirm
        title={t("remote.dropTitle", { name: link.name })}
        text={t("remote.dropText")}
        action={t("common.delete")}
        danger
        open={asking === "drop"}
        onOpenChange={() => setAsking(null)}
        onConfirm={() => dropRemote(bot.id, link.id).then(refresh)}
      />
    </Section>
  );
}
