import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { ApiToken } from "@/api/types";
import { formatDate } from "@/i18n/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Code } from "@/ui/code";
import { Confirm } from "@/ui/confirm";
import { Dialog } from "@/ui/dialog";
import { CheckLine, Field, Input, Select } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { Ago } from "@/ui/time";

const SCOPES = ["read", "write", "admin"] as const;
type Scope = (typeof SCOPES)[number];
const DAYS = [7, 30, 90, 365] as const;

function NewToken({ close, made }: { close: () => void; made: (token: ApiToken) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["read"]);
  const [days, setDays] = useState("90");
  const create = async () => {
    const expires_at = days ? (Date.now() + Number(days) * 86_400_000) * 1000 : undefined;
    made(await api.post<ApiToken>("/tokens", { name, scopes, expires_at }));
    await client.invalidateQueries({ queryKey: ["tokens"] });
  };
  return (
    <FormDialog
      title={t("tokens.new")}
      open
      onOpenChange={close}
      action={t("common.create")}
      onSubmit={create}
    >
      <Field label={t("common.name")}>
        {(props) => (
          <Input {...props} required autoFocus value={name} onChange={(e) => setName(e.target.value)} />
        )}
      </Field>
      <fieldset className="flex flex-col gap-1">
        <legend className="pb-1 text-[13px] font-medium text-soft">{t("tokens.scopes")}</legend>
        {SCOPES.map((scope) => (
          <CheckLine
            key={scope}
            label={t(`tokens.scope.${scope}`)}
            checked={scopes.includes(scope)}
            onChange={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope))}
          />
        ))}
      </fieldset>
      <Field label={t("people.tokenEnds")} hint={t("people.tokenEndsHint")}>
        {(props) => (
          <Select {...props} value={days} onChange={(e) => setDays(e.target.value)}>
            {DAYS.map((count) => (
              <option key={count} value={count}>
                {t("people.days", { count })}
              </option>
            ))}
            <option value="">{t("people.never")}</option>
          </Select>
        )}
      </Field>
    </FormDialog>
  );
}

function TokenRow({ token, revoke }: { token: ApiToken; revoke: () => void }) {
  const { t } = useTranslation();
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-2.5 text-[13px]">
      <span className="min-w-0 flex-1 truncate font-medium">{token.name}</span>
      <span className="flex gap-1">
        {SCOPES.filter((scope) => token.scopes.includes(scope)).map((scope) => (
          <Badge key={scope}>{t(`tokens.scope.${scope}`)}</Badge>
        ))}
      </span>
      <span className="text-xs text-faint">
        {token.last_used_at ? (
          <>
            {t("tokens.lastUsed")} <Ago at={token.last_used_at} />
          </>
        ) : (
          formatDate(token.created_at)
        )}
        {token.expires_at ? ` · ${t("people.until", { date: formatDate(token.expires_at) })}` : ""}
      </span>
      <Button size="sm" onClick={revoke}>
        {t("tokens.revoke")}
      </Button>
    </li>
  );
}

export function Tokens() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const tokens = useQuery({ queryKey: ["tokens"], queryFn: () => getAll<ApiToken>("/tokens") });
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<ApiToken | null>(null);
  const [removing, setRemoving] = useState<ApiToken | null>(null);
  const remove = async () => {
    await api.delete(`/tokens/${removing?.id}`);
    await client.invalidateQueries({ queryKey: ["tokens"] });
  };
  return (
    <Section
      title={t("settings.tokens.title")}
      actions={
        <Button size="sm" onClick={() => setAdding(true)}>
          <Plus /> {t("tokens.new")}
        </Button>
      }
    >
      <Load query={tokens}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="p-4 text-[13px] text-faint">{t("tokens.empty")}</p>
          ) : (
            <ul className="divide-y">
              {rows.map((token) => (
                <TokenRow key={token.id} token={token} revoke={() => setRemoving(token)} />
              ))}
            </ul>
          )
        }
      </Load>
      {adding ? <NewToken close={() => setAdding(false)} made={setMade} /> : null}
      <Dialog
        title={t("tokens.created")}
        description={t("tokens.once")}
        open={made !== null}
        onOpenChange={() => setMade(null)}
        footer={
          <Button variant="primary" onClick={() => setMade(null)}>
            {t("tokens.done")}
          </Button>
        }
      >
        <Code label={t("tokens.created")} text={made?.token ?? ""} wrap />
      </Dialog>
      <Confirm
        title={t("tokens.deleteTitle", { name: removing?.name ?? "" })}
        text={t("tokens.deleteText")}
        action={t("tokens.revoke")}
        danger
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        onConfirm={remove}
      />
    </Section>
  );
}
