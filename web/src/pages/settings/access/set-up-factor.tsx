import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { PasswordInput } from "@/pages/enter/password";
import { Button } from "@/ui/button";
import { Code } from "@/ui/code";
import { ErrorNote } from "@/ui/error-note";
import { Field, Input } from "@/ui/field";
import { Qr } from "./qr";
import { RecoveryCodes } from "./recovery-codes";

type Secret = { secret: string; url: string };
type Step = { at: "password" } | { at: "scan"; secret: Secret } | { at: "codes"; codes: string[] };

/** Turns the second factor on: the password, a scan, the first code, then the recovery codes. */
export function SetUpFactor({ done }: { done: () => void }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>({ at: "password" });
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const next = async (work: () => Promise<Step>) => {
    setBusy(true);
    setFault(null);
    try {
      setStep(await work());
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void next(async () => {
      if (step.at === "password") {
        return { at: "scan", secret: await api.post<Secret>("/session/two-factor", { password }) };
      }
      const { codes } = await api.post<{ codes: string[] }>("/session/two-factor/confirm", { code });
      return { at: "codes", codes };
    });
  };
  if (step.at === "codes") return <RecoveryCodes codes={step.codes} done={done} />;
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 text-[13px]">
      {step.at === "password" ? (
        <Field label={t("profile.oldPassword")} hint={t("factor.whyPassword")}>
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
      ) : (
        <>
          <div className="flex flex-wrap gap-4">
            <Qr text={step.secret.url} label={t("factor.qr")} />
            <div className="flex min-w-52 flex-1 flex-col gap-2">
              <p className="leading-5 text-soft">{t("factor.scan")}</p>
              <Code label={t("factor.secret")} text={step.secret.secret} wrap />
            </div>
          </div>
          <Field label={t("factor.code")}>
            {(props) => (
              <Input
                {...props}
                required
                autoFocus
                inputMode="numeric"
                autoComplete="one-time-code"
                placeholder="000000"
                className="max-w-40 tracking-widest"
                value={code}
                onChange={(e) => setCode(e.target.value)}
              />
            )}
          </Field>
        </>
      )}
      {fault ? <ErrorNote error={fault} /> : null}
      <div>
        <Button type="submit" variant="primary" busy={busy}>
          {step.at === "password" ? t("factor.continue") : t("factor.turnOn")}
        </Button>
      </div>
    </form>
  );
}
