import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useUserNames } from "@/pages/records/queries";
import { Badge } from "@/ui/badge";
import { ErrorNote } from "@/ui/error-note";
import { CheckLine, Field, Input } from "@/ui/field";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { Switch } from "@/ui/switch";
import { type BotRow, changeOperator, operatorsQuery } from "../flows/api";
import { asText } from "../scenarios/form/tree";
import { useBotForm } from "./bot-form";
import { Senders } from "./senders";

const FLAGS = ["studio_only", "own_clients_only", "say_name"] as const;
const MINUTES = ["wait_minutes", "close_minutes", "alarm_minutes"] as const;

/** How operators work in a bot, and who they are. */
export function Operators({ bot }: { bot: BotRow }) {
  const { t } = useTranslation();
  const { get, set } = useBotForm();
  const usual = { studio_only: true, own_clients_only: false, say_name: false };
  return (
    <>
      <Section title={t("bots.rules")}>
        <div className="flex flex-col gap-4 p-4">
          <Field label={t("bots.maxChats")}>
            {(props) => (
              <Input
                {...props}
                type="number"
                min={1}
                className="w-24"
                value={asText(get(["operators", "max_chats"])) || "1"}
                onChange={(event) => set(["operators", "max_chats"], Number(event.target.value) || 1)}
              />
            )}
          </Field>
          {FLAGS.map((flag) => (
            <CheckLine
              key={flag}
              label={t(`bots.rule.${flag}`)}
              checked={(get(["operators", flag]) ?? usual[flag]) === true}
              onChange={(on) => set(["operators", flag], on)}
            />
          ))}
          <div className="grid grid-cols-3 gap-4 max-sm:grid-cols-1">
            {MINUTES.map((name) => (
              <Field key={name} label={t(`bots.rule.${name}`)} hint={t("bots.zeroNever")}>
                {(props) => (
                  <Input
                    {...props}
                    type="number"
                    min={0}
                    value={asText(get(["operators", name])) || "0"}
                    onChange={(event) => set(["operators", name], Number(event.target.value))}
                  />
                )}
              </Field>
            ))}
          </div>
        </div>
      </Section>
      <People bot={bot} />
      {bot.settings.kind === "operator" ? <Senders bot={bot} /> : null}
    </>
  );
}

function People({ bot }: { bot: BotRow }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const names = useUserNames();
  const operators = useQuery(operatorsQuery(bot.id));
  const change = useMutation({
    mutationFn: ({ user, ...to }: { user: string; joined?: boolean; own_clients_only?: boolean }) =>
      changeOperator(bot.id, user, to),
    onSuccess: () => client.invalidateQueries({ queryKey: operatorsQuery(bot.id).queryKey }),
  });
  return (
    <Section title={t("bots.tab.operators")} description={t("bots.peopleHint")}>
      {change.error ? <ErrorNote className="m-3" error={change.error} /> : null}
      <Load query={operators}>
        {(rows) => {
          const joined = new Map(rows.map((row) => [row.user, row]));
          return (
            <ul className="divide-y">
              {[...names].map(([id, name]) => {
                const row = joined.get(id);
                return (
                  <li
                    key={id}
                    className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-[13px]"
                  >
                    <span className="min-w-0 flex-1 truncate">{name}</span>
                    {row && row.chats > 0 ? (
                      <span className="text-faint">{t("bots.openChats", { count: row.chats })}</span>
                    ) : null}
                    {row ? (
                      <CheckLine
                        label={
                          <span className="text-soft">
                            {t("bots.ownClients")} <span className="sr-only">({name})</span>
                          </span>
                        }
                        checked={row.own_clients_only}
                        disabled={change.isPending}
                        onChange={(on) => change.mutate({ user: id, own_clients_only: on })}
                      />
                    ) : null}
                    {row?.from_messenger ? <Badge>{t("bots.fromMessenger")}</Badge> : null}
                    <Switch
                      label={t("bots.joined", { name })}
                      checked={row?.joined ?? false}
                      busy={
                        change.isPending &&
                        change.variables.user === id &&
                        change.variables.joined !== undefined
                      }
                      onChange={(next) => change.mutate({ user: id, joined: next })}
                    />
                  </li>
                );
              })}
            </ul>
          );
        }}
      </Load>
    </Section>
  );
}
