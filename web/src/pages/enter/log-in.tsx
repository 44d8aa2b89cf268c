import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { components } from "@/api/schema.gen";
import { useSession } from "@/api/session";
import { formatDateTime } from "@/i18n/format";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { SkeletonRows } from "@/ui/skeleton";
import { EnterFrame } from "./frame";

type LogInView = components["schemas"]["LogInView"];

function Question({ token, chat }: { token: string; chat: LogInView }) {
  const { t } = useTranslation();
  const me = useSession().user;
  const answer = useMutation({
    mutationFn: (own: boolean) => api.post("/log-ins/answer", { token, own }),
  });
  if (answer.isSuccess) {
    return (
      <div className="flex flex-col gap-4" role="status">
        <p className="text-[13px] leading-5">{t(answer.variables ? "logIn.done" : "logIn.refused")}</p>
        <Button asChild>
          <Link to="/">{t("logIn.studio")}</Link>
        </Button>
      </div>
    );
  }
  const name = chat.username ? `${chat.name} (@${chat.username})` : chat.name;
  return (
    <div className="flex flex-col gap-4">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-[13px]">
        <dt className="text-faint">{t("logIn.chat")}</dt>
        <dd className="min-w-0 break-words font-medium">{name}</dd>
        <dt className="text-faint">{t("logIn.bot")}</dt>
        <dd className="min-w-0 break-words">{chat.bot}</dd>
        <dt className="text-faint">{t("logIn.user")}</dt>
        <dd className="min-w-0 break-words">
          {me.name} ({me.email})
        </dd>
        <dt className="text-faint">{t("logIn.until")}</dt>
        <dd>{formatDateTime(chat.expires_at)}</dd>
      </dl>
      <p className="rounded-md bg-warn-soft px-3 py-2 text-xs leading-5 text-warn">{t("logIn.warning")}</p>
      {answer.error ? <ErrorNote error={answer.error} /> : null}
      <Button variant="primary" size="lg" busy={answer.isPending} onClick={() => answer.mutate(true)}>
        {t("logIn.confirm")}
      </Button>
      <Button size="lg" disabled={answer.isPending} onClick={() => answer.mutate(false)}>
        {t("logIn.notMine")}
      </Button>
    </div>
  );
}

/** Where the link of a `log_in` step leads: whoever is signed in says whether the chat is theirs. */
export function LogInPage() {
  const { t } = useTranslation();
  const [token] = useState(() => window.location.hash.slice(1));
  const chat = useQuery({
    queryKey: ["log-in", token],
    queryFn: () => api.post<LogInView>("/log-ins/open", { token }),
    retry: false,
    // Its secret is good once: looking again after the answer would only fail.
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    document.title = `${t("logIn.title")} · Signalbox`;
  }, [t]);
  return (
    <EnterFrame title={t("logIn.title")} text={t("logIn.text")}>
      {chat.data ? <Question token={token} chat={chat.data} /> : null}
      {chat.isPending ? <SkeletonRows rows={3} /> : null}
      {chat.error ? <ErrorNote error={chat.error} /> : null}
    </EnterFrame>
  );
}
