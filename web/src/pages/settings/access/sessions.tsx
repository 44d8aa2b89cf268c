import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { getAll, usePages } from "@/api/pages";
import type { SessionRow, SignIn } from "@/api/types";
import { Badge, Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { Ago } from "@/ui/time";
import { deviceName } from "./device";

const isPhone = (agent: string) => /iPhone|Android|Mobile/.test(agent);

/** Where one is signed in; any of it can be signed out. */
export function Sessions() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const sessions = useQuery({ queryKey: ["sessions"], queryFn: () => getAll<SessionRow>("/sessions") });
  const fresh = () => client.invalidateQueries({ queryKey: ["sessions"] });
  const end = useMutation({
    mutationFn: (id: string) => api.delete(`/sessions/${id}`),
    onError: (error) => toast.error(error.message),
    onSettled: fresh,
  });
  const others = useMutation({
    mutationFn: () => api.post("/sessions/end-others"),
    onSuccess: () => toast.success(t("sessions.ended")),
    onError: (error) => toast.error(error.message),
    onSettled: fresh,
  });
  const several = (sessions.data?.length ?? 0) > 1;
  return (
    <Section
      title={t("sessions.title")}
      description={t("sessions.text")}
      actions={
        <Button size="sm" disabled={!several} busy={others.isPending} onClick={() => others.mutate()}>
          {t("sessions.endOthers")}
        </Button>
      }
    >
      <Load query={sessions}>
        {(rows) => (
          <ul className="divide-y">
            {rows.map((row) => {
              const Icon = isPhone(row.agent) ? Smartphone : Monitor;
              const name = deviceName(row.agent) || t("sessions.unknown");
              return (
                <li key={row.id} className="flex items-center gap-3 px-4 py-2.5 text-[13px]">
                  <Icon className="size-4 shrink-0 text-faint" aria-hidden />
                  <span className="min-w-0 flex-1">
                    <span className="flex items-center gap-2 font-medium">
                      <span className="truncate">{name}</span>
                      {row.current ? <Badge tone="good">{t("sessions.current")}</Badge> : null}
                    </span>
                    <span className="block truncate text-xs text-faint">
                      {row.address} · {t("sessions.seen")} <Ago at={row.seen_at} />
                    </span>
                  </span>
                  {row.current ? null : (
                    <Button
                      size="sm"
                      aria-label={`${t("sessions.end")}: ${name}`}
                      onClick={() => end.mutate(row.id)}
                    >
                      {t("sessions.end")}
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </Load>
    </Section>
  );
}

/** Tries to sign in as oneself: a stranger's would be among them. */
export function SignIns() {
  const { t } = useTranslation();
  const list = usePages<SignIn>(["sign-ins"], "/sign-ins", { limit: 20 });
  return (
    <Section title={t("sessions.history")} description={t("sessions.historyText")}>
      <Load query={list.query}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="p-4 text-[13px] text-faint">{t("sessions.noHistory")}</p>
          ) : (
            <ul className="divide-y">
              {rows.map((row) => {
                const well = ["ok", "recovery", "switched"].includes(row.outcome);
                return (
                  <li key={row.id} className="flex flex-wrap items-center gap-x-3 px-4 py-2 text-[13px]">
                    <span className="w-52 shrink-0 max-sm:w-full">
                      <Status tone={well ? "good" : "bad"}>{t(`sessions.outcome.${row.outcome}`)}</Status>
                    </span>
                    <span className="min-w-0 flex-1 truncate text-xs text-faint">
                      {deviceName(row.agent) || t("sessions.unknown")} · {row.address}
                    </span>
                    <span className="text-xs text-faint">
                      <Ago at={row.at} />
                    </span>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Load>
      {list.hasMore ? (
        <div className="border-t p-3">
          <Button size="sm" busy={list.loadingMore} onClick={list.onMore}>
            {t("sessions.more")}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}
