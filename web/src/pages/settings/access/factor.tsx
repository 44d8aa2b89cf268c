import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { TwoFactor } from "@/api/types";
import { PasswordInput } from "@/pages/enter/password";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormDialog, LEFT } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { RecoveryCodes } from "./recovery-codes";
import { SetUpFactor } from "./set-up-factor";

type Asking = "renew" | "remove" | null;

function AskPassword({
  asking,
  close,
  renewed,
}: {
  asking: Asking;
  close: () => void;
  renewed: (codes: string[]) => void;
}) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const submit = async () => {
    if (asking === "remove") return api.post("/session/two-factor/remove", { password });
    const { codes } = await api.post<{ codes: string[] }>("/session/two-factor/recovery-codes", { password });
    renewed(codes);
    return LEFT;
  };
  return (
    <FormDialog
      title={asking === "remove" ? t("factor.remove") : t("factor.renew")}
      description={asking === "remove" ? t("factor.removeText") : t("factor.renewText")}
      open
      onOpenChange={close}
      action={t("factor.continue")}
      onSubmit={submit}
    >
      <Field label={t("profile.oldPassword")}>
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
    </FormDialog>
  );
}

/** One's own second factor. */
export function Factor() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const factor = useQuery({
    queryKey: ["two-factor"],
    queryFn: () => api.get<TwoFactor>("/session/two-factor"),
  });
  const [setting, setSetting] = useState(false);
  const [asking, setAsking] = useState<Asking>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const fresh = () => {
    void client.invalidateQueries({ queryKey: ["two-factor"] });
    void client.invalidateQueries({ queryKey: ["session"] });
    void client.invalidateQueries({ queryKey: ["users"] });
  };
  const close = () => {
    setSetting(false);
    setAsking(null);
    setCodes(null);
    fresh();
  };
  return (
    <Section title={t("factor.title")} description={t("factor.text")}>
      <Load query={factor}>
        {(view) => (
          <div className="flex flex-wrap items-center gap-3 p-4">
            <div className="min-w-0 flex-1">
              <Status tone={view.on ? "good" : view.required ? "warn" : "neutral"}>
                {view.on ? t("factor.on") : t("factor.off")}
              </Status>
              {view.on ? (
                <p className="mt-1 text-xs text-faint">{t("factor.left", { count: view.recovery_left })}</p>
              ) : null}
            </div>
            {view.on ? (
              <>
                <Button size="sm" onClick={() => setAsking("renew")}>
                  {t("factor.renew")}
                </Button>
                <Button size="sm" onClick={() => setAsking("remove")}>
                  {t("factor.remove")}
                </Button>
              </>
            ) : (
              <Button size="sm" variant="primary" onClick={() => setSetting(true)}>
                {t("factor.setUp")}
              </Button>
            )}
          </div>
        )}
      </Load>
      <Dialog title={t("factor.setUp")} open={setting} onOpenChange={close} wide>
        <SetUpFactor done={close} />
      </Dialog>
      {asking ? (
        <AskPassword
          asking={asking}
          close={close}
          renewed={(made) => {
            setAsking(null);
            setCodes(made);
          }}
        />
      ) : null}
      <Dialog title={t("factor.codes")} open={codes !== null} onOpenChange={close}>
        <RecoveryCodes codes={codes ?? []} done={close} />
      </Dialog>
    </Section>
  );
}
