import { useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { Pencil, RefreshCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/api/pages";
import { useStream } from "@/api/stream";
import { Dot } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Section } from "@/ui/page";
import { Ago } from "@/ui/time";
import { Address } from "./address";
import { dropPostback, type Postback, type PostbackCall, rotatePostback } from "./api";
import { PostbackForm } from "./postback-form";

const PRINTED = ["registration", "sale", "resale"] as const;
/** An event as people call it; any other by its own name. */
function eventName(t: TFunction, event: string): string {
  const known = PRINTED.find((name) => name === event);
  return known ? t(`tracker.event.${known}`) : event;
}

/** A postback: what to paste where, and whether the first has come. */
export function PostbackCard({ postback }: { postback: Postback }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState<"edit" | "rotate" | "drop" | null>(null);
  const { name, network } = postback.settings;
  const refresh = () => client.invalidateQueries({ queryKey: ["postbacks"] });
  const sample = `https://partner.example/signup?${postback.click_parameter}={{tracker.clickid}}`;
  return (
    <Section
      title={name}
      description={t(`tracker.network.${network ?? "custom"}`)}
      actions={
        <>
          <IconButton size="iconSm" label={`${t("common.edit")}: ${name}`} onClick={() => setAsking("edit")}>
            <Pencil />
          </IconButton>
          <IconButton size="iconSm" label={t("tracker.rotate", { name })} onClick={() => setAsking("rotate")}>
            <RefreshCw />
          </IconButton>
          <IconButton
            size="iconSm"
            label={`${t("common.delete")}: ${name}`}
            onClick={() => setAsking("drop")}
          >
            <Trash2 />
          </IconButton>
        </>
      }
    >
      <ol className="flex flex-col gap-4 p-4 text-[13px] leading-5">
        <li className="flex flex-col gap-2">
          <p className="text-soft">{t("tracker.stepLink")}</p>
          <Address label={t("tracker.sampleLink")} copy={t("tracker.copySample")} url={sample} />
        </li>
        <li className="flex flex-col gap-2">
          <p className="text-soft">{t("tracker.stepPaste")}</p>
          {postback.addresses.map((one) => {
            const event = eventName(t, one.event);
            return (
              <div key={one.event} className="flex flex-col gap-1">
                <span className="text-xs text-faint">{event}</span>
                <Address
                  label={t("tracker.addressOf", { event, name })}
                  copy={t("tracker.copyAddress", { event, name })}
                  url={one.url}
                />
              </div>
            );
          })}
        </li>
        <li>
          <First postback={postback} />
        </li>
      </ol>
      {asking === "edit" ? <PostbackForm postback={postback} close={() => setAsking(null)} /> : null}
      <Confirm
        title={t("tracker.rotate", { name })}
        text={t("tracker.rotateText")}
        action={t("tracker.rotateDo")}
        danger
        open={asking === "rotate"}
        onOpenChange={() => setAsking(null)}
        onConfirm={() => rotatePostback(postback.id).then(refresh)}
      />
      <Confirm
        title={t("tracker.dropPostback", { name })}
        text={t("tracker.dropPostbackText")}
        action={t("common.delete")}
        danger
        open={asking === "drop"}
        onOpenChange={() => setAsking(null)}
        onConfirm={() => dropPostback(postback.id).then(refresh)}
      />
    </Section>
  );
}

/** Waits for the first report, and tells of the newest once there is one. */
function First({ postback }: { postback: Postback }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const list = usePages<PostbackCall>(["postback-calls", "newest"], "/postback-calls", {
    postback: postback.id,
    limit: 1,
  });
  useStream(["postbacks"], () => void client.invalidateQueries({ queryKey: ["postback-calls"] }));
  const newest = list.rows?.[0];
  return (
    <p role="status" className="flex flex-wrap items-center gap-2">
      {newest ? (
        <>
          <Dot tone={newest.verdict === "refused" ? "bad" : "good"} />
          <span>{t("tracker.newest", { verdict: t(`tracker.verdict.${newest.verdict}`) })}</span>
          <span className="text-faint">
            <Ago at={newest.at} />
          </span>
          {newest.reason ? <span className="text-warn">{newest.reason}</span> : null}
        </>
      ) : (
        <>
          <Dot tone="accent" live />
          <span className="text-soft">{t("tracker.waiting")}</span>
        </>
      )}
    </p>
  );
}
