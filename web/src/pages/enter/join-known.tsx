import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api } from "@/api/client";
import { leave } from "@/api/place";
import { sessionQuery } from "@/api/session";
import type { InviteAccepted, InviteView, Session } from "@/api/types";
import { goOver } from "@/api/workspaces";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Field, Input } from "@/ui/field";
import { PasswordInput } from "./password";

/** An invitation of somebody who signs in on this server already: they prove it is them, and join. */
export function JoinKnown({ token, invite }: { token: string; invite: InviteView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const session = useQuery(sessionQuery).data;
  const signedIn = session?.user.email === invite.email;
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [asked, setAsked] = useState(false);
  const join = useMutation({
    mutationFn: async () => {
      let known = session;
      if (!signedIn) {
        known = await api.post<Session>("/session", {
          email: invite.email,
          password,
          code: code || undefined,
        });
        leave();
      }
      const name = invite.name || known?.user.name;
      const { workspace_id } = await api.post<InviteAccepted>("/invites/accept", { token, name });
      client.clear();
      await goOver(workspace_id);
    },
    onError: (fault) => {
      if (fault instanceof ApiError && fault.code === "code_needed") setAsked(true);
    },
  });
  const wrong = join.error instanceof ApiError ? join.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    join.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label={t("setup.email")}>
        {(props) => <Input {...props} readOnly type="email" autoComplete="username" value={invite.email} />}
      </Field>
      {signedIn ? null : (
        <Field label={t("setup.password")} hint={t("join.knownHint")}>
          {(props) => (
            <PasswordInput
              {...props}
              required
              autoFocus
              autoComplete="current-password"
              value={password}
              onChange={(e) => setPassword(e.target.value)}
            />
          )}
        </Field>
      )}
      {asked && !signedIn ? (
        <Field label={t("factor.code")} hint={t("factor.codeHint")} error={wrong?.at("code")}>
          {(props) => (
            <Input
              {...props}
              required
              autoFocus
              autoComplete="one-time-code"
              value={code}
              onChange={(e) => setCode(e.target.value)}
            />
          )}
        </Field>
      ) : null}
      {join.error && wrong?.code !== "code_needed" && !wrong?.at("code") ? (
        <ErrorNote error={join.error} />
      ) : null}
      <Button type="submit" variant="primary" size="lg" busy={join.isPending}>
        {t("join.button")}
      </Button>
    </form>
  );
}
