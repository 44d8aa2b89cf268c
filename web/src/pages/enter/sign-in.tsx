import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api } from "@/api/client";
import { leave } from "@/api/place";
import type { Session } from "@/api/types";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Field, Input } from "@/ui/field";
import { EnterFrame } from "./frame";
import { PasswordInput } from "./password";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const router = useRouter();
  const { next } = route.useSearch();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  // The server asks for the code once the password is right.
  const [asked, setAsked] = useState(false);
  const signIn = useMutation({
    mutationFn: () => api.post<Session>("/session", { email, password, code: code || undefined }),
    onError: (fault) => {
      if (fault instanceof ApiError && fault.code === "code_needed") setAsked(true);
    },
    onSuccess: () => {
      // Whoever was here before may have been somebody else, or somewhere else.
      leave();
      client.clear();
      // Only a path of ours: a link must not lead elsewhere after the sign-in.
      const inside = next?.startsWith("/") && !next.startsWith("//");
      router.history.push(inside && next ? next : "/");
    },
  });
  const wrong = signIn.error instanceof ApiError ? signIn.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <EnterFrame title={t("signIn.title")} text={t("signIn.text")}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("setup.email")}>
          {(props) => (
            <Input
              {...props}
              required
              autoFocus
              type="email"
              autoComplete="username"
              value={email}
              onChange={(e) => setEmail(e.target.value)}
            />
          )}
        </Field>
        <Field label={t("setup.password")}>
          {(props) => (
            <PasswordInput
              {...props}
              required
              autoComplete="current-password"
              value={password}
              onChange={(e) => setPassword(e.target.value)}
            />
          )}
        </Field>
        {asked ? (
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
        {signIn.error && wrong?.code !== "code_needed" && !wrong?.at("code") ? (
          <ErrorNote error={signIn.error} />
        ) : null}
        <Button type="submit" variant="primary" size="lg" busy={signIn.isPending}>
          {t("signIn.button")}
        </Button>
      </form>
    </EnterFrame>
  );
}
