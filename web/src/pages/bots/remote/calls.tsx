import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Radio } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/api/pages";
import { useStream } from "@/api/stream";
import { Status, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Select } from "@/ui/field";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { Ago } from "@/ui/time";
import type { BotRow } from "../../flows/api";
import { type RemoteCall, type RemoteLink, type RemoteVerdict, VERDICTS } from "./api";

const tone: Record<RemoteVerdict, Tone> = {
  applied: "good",
  kept: "accent",
  caught: "good",
  refused: "bad",
};

/** What was called, newest first, as it comes. */
export function Calls({ bot, links }: { bot: BotRow; links: RemoteLink[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [verdict, setVerdict] = useState("");
  const list = usePages<RemoteCall>(["remote-calls", bot.id], `/bots/${bot.id}/remote-calls`, {
    verdict: verdict || undefined,
  });
  useStream([`remote:${bot.id}`], () => {
    void client.invalidateQueries({ queryKey: ["remote-calls", bot.id] });
    void client.invalidateQueries({ queryKey: ["bots", bot.id], exact: true });
  });
  return (
    <Section
      title={t("remote.calls")}
      description={t("remote.callsText")}
      actions={
        <Select
          className="w-52 max-sm:w-full"
          aria-label={t("remote.filter")}
          value={verdict}
          onChange={(event) => setVerdict(event.target.value)}
        >
          <option value="">{t("remote.all")}</option>
          {VERDICTS.map((name) => (
            <option key={name} value={name}>
              {t(`remote.verdict.${name}`)}
            </option>
          ))}
        </Select>
      }
    >
      <Load query={list.query}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Radio} title={t("remote.waiting")} text={t("remote.waitingText")} />
          ) : (
            <ul aria-label={t("remote.calls")} className="divide-y">
              {rows.map((call) => (
                <CallRow key={call.id} call={call} links={links} />
              ))}
            </ul>
          )
        }
      </Load>
      {list.hasMore ? (
        <div className="flex justify-center p-3">
          <Button size="sm" onClick={list.onMore}>
            {t("list.more")}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}

function CallRow({ call, links }: { call: RemoteCall; links: RemoteLink[] }) {
  const { t } = useTranslation();
  const name = links.find((link) => link.id === call.link)?.name ?? t("remote.gone");
  return (
    <li className="flex flex-col gap-1 px-4 py-2.5 text-[13px]">
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Status tone={tone[call.verdict]}>{t(`remote.verdict.${call.verdict}`)}</Status>
        <span className="text-faint">{name}</span>
        {call.dialog ? (
          <Link
            to="/inbox"
            search={{ dialog: call.dialog }}
            className="font-mono text-xs text-accent-ink hover:underline"
          >
            {call.chat}
          </Link>
        ) : (
          <span className="font-mono text-xs">{call.chat}</span>
        )}
        <span className="ml-auto text-xs text-faint">
          <Ago at={call.at} />
        </span>
      </span>
      {call.reason ? (
        <span className={call.verdict === "refused" ? "text-bad" : "text-warn"}>{call.reason}</span>
      ) : null}
      {call.request ? (
        <code className="break-all text-xs text-faint">
          {call.method} {call.request}
        </code>
      ) : null}
    </li>
  );
}
