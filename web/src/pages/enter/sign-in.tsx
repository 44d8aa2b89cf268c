import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
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
  const signIn = useMutation({
    mutationFn: () => api.post<Session>("/session", { email, password }),
    onSuccess: () => {
      client.removeQueries({ queryKey: ["session"] });
      // Only a path of ours: a link must not lead elsewhere after the sign-in.
      const inside = next?.startsWith("/") && !next.startsWith("//");
      router.history.push(inside && next ? next : "/");
    },
  });
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
        {signIn.error ? <ErrorNote error={signIn.error} /> : null}
        <Button type="submit" variant="primary" size="lg" busy={signIn.isPending}>
          {t("signIn.button")}
        </Button>
      </form>
    </EnterFrame>
  );
}
