import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Radio, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { usePages } from "@/api/pages";
import { useStream } from "@/api/stream";
import { formatMoney } from "@/i18n/format";
import { Status, type Tone } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Select } from "@/ui/field";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { Ago } from "@/ui/time";
import { type PostbackCall, type PostbackVerdict, postbacksQuery, replayCall, VERDICTS } from "./api";
import { Lines } from "./lines";

const tone: Record<PostbackVerdict, Tone> = {
  taken: "good",
  duplicate: "neutral",
  unknown: "accent",
  refused: "bad",
};

/** What partners reported, newest first, as it comes. */
export function Log() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [verdict, setVerdict] = useState("");
  const [adding, setAdding] = useState(false);
  const list = usePages<PostbackCall>(["postback-calls"], "/postback-calls", {
    verdict: verdict || undefined,
  });
  useStream(["postbacks"], () => void client.invalidateQueries({ queryKey: ["postback-calls"] }));
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5 p-6 max-sm:p-4">
      <Section
        title={t("tracker.log")}
        description={t("tracker.logText")}
        actions={
          <span className="flex flex-wrap items-center gap-2">
            <Select
              className="w-48"
              aria-label={t("tracker.filter")}
              value={verdict}
              onChange={(event) => setVerdict(event.target.value)}
            >
              <option value="">{t("tracker.all")}</option>
              {VERDICTS.map((name) => (
                <option key={name} value={name}>
                  {t(`tracker.verdict.${name}`)}
                </option>
              ))}
            </Select>
            <Button onClick={() => setAdding(true)}>{t("tracker.lines")}</Button>
          </span>
        }
      >
        <Load query={list.query}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty icon={Radio} title={t("tracker.waiting")} text={t("tracker.waitingText")} />
            ) : (
              <ul aria-label={t("tracker.log")} className="divide-y">
                {rows.map((call) => (
                  <CallRow key={call.id} call={call} />
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
      {adding ? <Lines close={() => setAdding(false)} /> : null}
    </div>
  );
}

function CallRow({ call }: { call: PostbackCall }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const name = useQuery(postbacksQuery).data?.find((one) => one.id === call.postback)?.settings.name;
  const replay = useMutation({
    mutationFn: () => replayCall(call.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ["postback-calls"] }),
    onError: (error) => toast.error(error.message),
  });
  const { conversion } = call;
  const { cost, currency } = conversion ?? {};
  return (
    <li className="flex flex-col gap-1 px-4 py-2.5 text-[13px]">
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Status tone={tone[call.verdict]}>{t(`tracker.verdict.${call.verdict}`)}</Status>
        {conversion ? (
          <span className="font-medium">
            {conversion.event}
            {conversion.number > 1 ? `#${conversion.number}` : ""}
          </span>
        ) : (
          <span>{call.event}</span>
        )}
        {typeof cost === "number" && currency ? <span>{formatMoney({ minor: cost, currency })}</span> : null}
        {call.dialog ? (
          <Link
            to="/inbox"
            search={{ dialog: call.dialog }}
            className="font-mono text-xs text-accent-ink hover:underline"
          >
            {call.clickid}
          </Link>
        ) : (
          <span className="font-mono text-xs">{call.clickid}</span>
        )}
        <span className="text-faint">{name}</span>
        <span className="ml-auto flex items-center gap-1 text-xs text-faint">
          <Ago at={call.at} />
          {call.verdict === "unknown" || call.verdict === "refused" ? (
            <IconButton
              size="iconSm"
              label={t("tracker.replay", { code: call.clickid || call.id })}
              onClick={() => replay.mutate()}
            >
              <RotateCcw />
            </IconButton>
          ) : null}
        </span>
      </span>
      {call.reason ? (
        <span className={call.verdict === "refused" ? "text-bad" : "text-warn"}>{call.reason}</span>
      ) : null}
      <code className="break-all text-xs text-faint">
        {call.method} {call.request}
      </code>
    </li>
  );
}
