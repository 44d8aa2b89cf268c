import { FastForward, MapPin, Phone, Send } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { Input, Textarea } from "@/ui/field";
import type { Trial } from "../api";
import { duration } from "../describe";
import { pressed } from "./keyboard";
import { ReplyKeys } from "./talk";
import type { FlowTry } from "./use-flow-try";

/** What the person can do now: write, press, share, let the time pass, or answer for the server that was asked. */
export function Entry({ trial, attempt }: { trial: Trial; attempt: FlowTry }) {
  const { t } = useTranslation();
  const { busy, doing } = attempt;
  const [clock] = trial.clocks;
  return (
    <div className="shrink-0 bg-surface">
      {clock ? (
        <div className="flex items-center gap-2 border-t px-3 py-1.5 text-xs text-soft">
          <span className="min-w-0 flex-1">
            {t(`flows.try.clock.${clockOf(clock.kind)}`, { time: duration(t, clock.in_secs) })}
          </span>
          <Button size="sm" busy={busy} onClick={() => doing("wait")}>
            <FastForward /> {t("flows.try.pass")}
          </Button>
        </div>
      ) : null}
      {trial.asks ? <ServerAnswer attempt={attempt} /> : null}
      {attempt.look === "telegram" ? <ReplyKeys trial={trial} press={doing} busy={busy} /> : null}
      <Writing attempt={attempt} />
    </div>
  );
}

const CLOCKS = ["delay", "wait", "push", "gather"] as const;
const clockOf = (kind: string): (typeof CLOCKS)[number] | "other" =>
  CLOCKS.find((one) => one === kind) ?? "other";

function Writing({ attempt: { busy, doing } }: { attempt: FlowTry }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const share = (press: "share_phone" | "share_location") => doing(pressed({ press, index: 0, text: "" }, 0));
  return (
    <form
      className="flex items-center gap-1 border-t p-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (busy || text.trim() === "") return;
        doing({ text: text.trim() });
        setText("");
        field.current?.focus();
      }}
    >
      <IconButton size="iconSm" label={t("flows.try.sharePhone")} onClick={() => share("share_phone")}>
        <Phone />
      </IconButton>
      <IconButton size="iconSm" label={t("flows.try.sharePlace")} onClick={() => share("share_location")}>
        <MapPin />
      </IconButton>
      <Input
        ref={field}
        aria-label={t("flows.try.write")}
        placeholder={t("flows.try.write")}
        value={text}
        maxLength={4000}
        onChange={(event) => setText(event.target.value)}
        className="min-w-0 flex-1 rounded-full"
      />
      <Button
        type="submit"
        variant="primary"
        size="icon"
        aria-label={t("inbox.send")}
        busy={busy && text !== ""}
        disabled={text.trim() === ""}
      >
        <Send />
      </Button>
    </form>
  );
}

/** The request of the flow leaves nobody in a test: what the server would say is written here. */
function ServerAnswer({ attempt: { busy, doing } }: { attempt: FlowTry }) {
  const { t } = useTranslation();
  const [status, setStatus] = useState("200");
  const [body, setBody] = useState("{}");
  const code = Number(status);
  const known = Number.isInteger(code) && code >= 100 && code <= 599;
  return (
    <form
      aria-label={t("flows.try.serverAnswers")}
      className="flex flex-col gap-2 border-t px-3 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (known) doing({ answer: { status: code, body } });
      }}
    >
      <p className="text-xs text-soft">{t("flows.try.serverAsked")}</p>
      <div className="flex gap-2">
        <Input
          aria-label={t("flows.try.status")}
          inputMode="numeric"
          className="w-20"
          aria-invalid={!known}
          value={status}
          onChange={(event) => setStatus(event.target.value)}
        />
        <Textarea
          aria-label={t("flows.try.body")}
          rows={1}
          className="min-w-0 flex-1 font-mono text-xs"
          value={body}
          onChange={(event) => setBody(event.target.value)}
        />
        <Button type="submit" busy={busy} disabled={!known}>
          {t("flows.try.answer")}
        </Button>
      </div>
    </form>
  );
}
