import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDateTime } from "@/i18n/format";
import { useUserNames } from "@/pages/records/queries";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Select } from "@/ui/field";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { approveSender, type BotRow, rejectSender, type SenderRow, sendersQuery } from "../flows/api";

const TONES = { asked: "warn", approved: "good", rejected: "neutral" } as const;

/** Who asked to answer from their own messenger: let in as a person of the workspace, or not. */
export function Senders({ bot }: { bot: BotRow }) {
  const { t } = useTranslation();
  const senders = useQuery(sendersQuery(bot.id));
  return (
    <Section title={t("bots.senders.title")} description={t("bots.senders.hint")}>
      <Load query={senders}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="p-4 text-[13px] text-faint">{t("bots.senders.nobody")}</p>
          ) : (
            <ul className="divide-y">
              {rows.map((row) => (
                <Sender key={row.id} bot={bot.id} row={row} />
              ))}
            </ul>
          )
        }
      </Load>
    </Section>
  );
}

function Sender({ bot, row }: { bot: string; row: SenderRow }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const names = useUserNames();
  const [user, setUser] = useState(row.user ?? row.logged_in ?? "");
  const decide = useMutation({
    mutationFn: (approve: boolean) =>
      approve ? approveSender(bot, row.id, user) : rejectSender(bot, row.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ["bots", bot] }),
  });
  const name = row.username ? `${row.name} (@${row.username})` : row.name;
  return (
    <li className="flex flex-col gap-2 px-4 py-3 text-[13px]">
      <div className="flex flex-wrap items-center gap-3">
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{name}</span>
          <span className="text-xs text-faint">
            {t("bots.senders.asked", { at: formatDateTime(row.created_at) })}
          </span>
        </span>
        <Badge tone={TONES[row.approval]}>{t(`bots.senders.state.${row.approval}`)}</Badge>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label={t("bots.senders.as", { name })}
          className="w-56 max-sm:w-full"
          value={user}
          onChange={(event) => setUser(event.target.value)}
        >
          <option value="">{t("bots.senders.choose")}</option>
          {[...names].map(([id, label]) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
        <Button
          size="sm"
          variant={row.approval === "approved" ? undefined : "primary"}
          disabled={!user || (row.approval === "approved" && user === row.user)}
          busy={decide.isPending && decide.variables}
          onClick={() => decide.mutate(true)}
        >
          {t("bots.senders.approve")}
        </Button>
        {row.approval === "rejected" ? null : (
          <Button size="sm" busy={decide.isPending && !decide.variables} onClick={() => decide.mutate(false)}>
            {t("bots.senders.reject")}
          </Button>
        )}
      </div>
      {decide.error ? <ErrorNote error={decide.error} /> : null}
    </li>
  );
}
