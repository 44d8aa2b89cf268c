import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api } from "@/api/client";
import { leave } from "@/api/place";
import type { InviteView } from "@/api/types";
import { isLanguage } from "@/i18n";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Field, Input } from "@/ui/field";
import { SkeletonRows } from "@/ui/skeleton";
import { EnterFrame } from "./frame";
import { JoinKnown } from "./join-known";
import { PasswordInput } from "./password";

function JoinForm({ token, invite }: { token: string; invite: InviteView }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const router = useRouter();
  const [name, setName] = useState(invite.name);
  const [password, setPassword] = useState("");
  const accept = useMutation({
    mutationFn: async () => {
      const language = isLanguage(i18n.language) ? i18n.language : undefined;
      const own = invite.reset ? {} : { name, language };
      const { email } = await api.post<{ email: string }>("/invites/accept", { token, password, ...own });
      try {
        await api.post("/session", { email, password });
      } catch (fault) {
        // A second factor is asked for at the door.
        if (fault instanceof ApiError && fault.code === "code_needed") return "/sign-in";
        throw fault;
      }
      return "/";
    },
    onSuccess: (next) => {
      leave();
      client.clear();
      router.history.push(next);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate();
  };
  const wrong = accept.error instanceof ApiError ? accept.error : null;
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label={t("setup.email")}>
        {(props) => <Input {...props} readOnly type="email" autoComplete="username" value={invite.email} />}
      </Field>
      {invite.reset ? null : (
        <Field label={t("setup.name")} error={wrong?.at("name")}>
          {(props) => (
            <Input
              {...props}
              required
              autoComplete="name"
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </Field>
      )}
      <Field
        label={invite.reset ? t("profile.newPassword") : t("setup.password")}
        hint={t("join.passwordHint", { count: invite.password_chars })}
        error={wrong?.at("password")}
      >
        {(props) => (
          <PasswordInput
            {...props}
            required
            autoFocus
            minLength={invite.password_chars}
            autoComplete="new-password"
            value={password}
            onChange={(e) => setPassword(e.target.value)}
          />
        )}
      </Field>
      {accept.error && !wrong?.at("password") && !wrong?.at("name") ? (
        <ErrorNote error={accept.error} />
      ) : null}
      <Button type="submit" variant="primary" size="lg" busy={accept.isPending}>
        {invite.reset ? t("join.set") : t("join.button")}
      </Button>
    </form>
  );
}

/** Where a link leads that lets somebody in or sets a new password. Its secret stays out of every request's address. */
export function JoinPage() {
  const { t } = useTranslation();
  const [token] = useState(() => window.location.hash.slice(1));
  const invite = useQuery({
    queryKey: ["invite", token],
    queryFn: () => api.post<InviteView>("/invites/open", { token }),
    retry: false,
  });
  useEffect(() => {
    document.title = `${t("join.title")} · Signalbox`;
  }, [t]);
  const text = invite.data
    ? t(invite.data.reset ? "join.resetText" : "join.text", { workspace: invite.data.workspace })
    : t("join.wait");
  return (
    <EnterFrame title={invite.data?.reset ? t("join.resetTitle") : t("join.title")} text={text}>
      {invite.data?.known ? <JoinKnown token={token} invite={invite.data} /> : null}
      {invite.data && !invite.data.known ? <JoinForm token={token} invite={invite.data} /> : null}
      {invite.isPending ? <SkeletonRows rows={3} /> : null}
      {invite.error ? (
        <div className="flex flex-col gap-4">
          <ErrorNote error={invite.error} />
          <Button asChild>
            <Link to="/sign-in" search={{}}>
              {t("signIn.title")}
            </Link>
          </Button>
        </div>
      ) : null}
    </EnterFrame>
  );
}
