import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api } from "@/api/client";
import { leave } from "@/api/place";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Field, Input } from "@/ui/field";
import { EnterFrame } from "./frame";
import { guessWorkspace } from "./guess";
import { PasswordInput } from "./password";

export function SetupPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form, setForm] = useState({ name: "", email: "", password: "" });
  const workspace = guessWorkspace();
  const create = useMutation({
    mutationFn: () => api.post("/setup", { ...form, workspace }),
    onSuccess: async () => {
      client.setQueryData(["setup"], { needed: false, version: "" });
      leave();
      client.removeQueries({ queryKey: ["session"] });
      await navigate({ to: "/" });
    },
  });
  const set = (name: keyof typeof form) => (event: { target: { value: string } }) =>
    setForm({ ...form, [name]: event.target.value });
  const fault = (name: string) => (create.error instanceof ApiError ? create.error.at(name) : undefined);
  const placed = create.error instanceof ApiError && create.error.errors.length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <EnterFrame title={t("setup.title")} text={t("setup.text")}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("setup.name")} error={fault("name")}>
          {(props) => (
            <Input
              {...props}
              required
              autoFocus
              autoComplete="name"
              value={form.name}
              onChange={set("name")}
            />
          )}
        </Field>
        <Field label={t("setup.email")} error={fault("email")}>
          {(props) => (
            <Input
              {...props}
              required
              type="email"
              autoComplete="username"
              value={form.email}
              onChange={set("email")}
            />
          )}
        </Field>
        <Field label={t("setup.password")} hint={t("setup.passwordHint")} error={fault("password")}>
          {(props) => (
            <PasswordInput
              {...props}
              required
              minLength={8}
              autoComplete="new-password"
              value={form.password}
              onChange={set("password")}
            />
          )}
        </Field>
        {create.error && !placed ? <ErrorNote error={create.error} /> : null}
        <Button type="submit" variant="primary" size="lg" busy={create.isPending}>
          {t("setup.create")}
        </Button>
        <p className="text-center text-xs leading-4 text-faint">
          {t("setup.guessed", { timezone: workspace.timezone, currency: workspace.currency })}
        </p>
      </form>
    </EnterFrame>
  );
}
