import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePatchMe, useSession } from "@/api/session";
import { useTaste } from "@/app/shell/user-menu";
import { isTheme, useTheme } from "@/app/theme";
import { isLanguage, LANGUAGES } from "@/i18n";
import { setZone } from "@/i18n/format";
import { PasswordInput } from "@/pages/enter/password";
import { Field, Input, Select } from "@/ui/field";
import { density, motion } from "@/ui/look";
import { Section } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { NoticeChoices } from "./notice-choices";
import { SavedForm } from "./saved-form";

function Look() {
  const { t, i18n } = useTranslation();
  const theme = useTheme();
  const { pickLanguage, pickTheme } = useTaste();
  return (
    <Section title={t("profile.look")}>
      <div className="grid grid-cols-2 gap-4 p-4 max-sm:grid-cols-1">
        <Field label={t("shell.language")}>
          {(props) => (
            <Select
              {...props}
              value={i18n.language}
              onChange={(e) => isLanguage(e.target.value) && pickLanguage(e.target.value)}
            >
              {LANGUAGES.map(({ code, name }) => (
                <option key={code} value={code} lang={code}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("shell.theme")}>
          {(props) => (
            <Select
              {...props}
              value={theme}
              onChange={(e) => isTheme(e.target.value) && pickTheme(e.target.value)}
            >
              {(["system", "light", "dark"] as const).map((name) => (
                <option key={name} value={name}>
                  {t(`shell.themes.${name}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <OwnZone />
        <MachineLook />
      </div>
    </Section>
  );
}

/** The zone in which moments are shown; triggers and schedules go by the workspace's. */
function OwnZone() {
  const { t } = useTranslation();
  const { user, workspace } = useSession();
  const patch = usePatchMe();
  const pick = async (timezone: string) => {
    await patch.mutateAsync({ timezone });
    setZone(timezone || workspace.timezone);
  };
  return (
    <Field
      label={t("ownZone.label")}
      hint={t("ownZone.hint")}
      error={patch.error ? patch.error.message : undefined}
    >
      {(props) => (
        <Select
          {...props}
          value={user.timezone ?? ""}
          onChange={(e) => void pick(e.target.value).catch(() => {})}
        >
          <option value="">{t("ownZone.workspace", { zone: workspace.timezone })}</option>
          {Intl.supportedValuesOf("timeZone").map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** What is kept on this machine only: how tight rows stand, and whether anything moves. */
function MachineLook() {
  const { t } = useTranslation();
  const rows = density.use();
  const moves = motion.use();
  return (
    <>
      <div className="flex flex-col gap-1.5">
        <span className="text-[13px] font-medium text-soft">{t("ui.density")}</span>
        <Segmented
          label={t("ui.density")}
          value={rows}
          options={density.names.map((name) => ({ name, label: t(`ui.densities.${name}`) }))}
          onChange={density.set}
        />
      </div>
      <div className="flex flex-col gap-1.5">
        <span className="text-[13px] font-medium text-soft">{t("ui.motion")}</span>
        <Segmented
          label={t("ui.motion")}
          value={moves}
          options={motion.names.map((name) => ({ name, label: t(`ui.motions.${name}`) }))}
          onChange={motion.set}
        />
      </div>
    </>
  );
}

export function Profile() {
  const { t } = useTranslation();
  const { user } = useSession();
  const patch = usePatchMe();
  const [name, setName] = useState(user.name);
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const changePassword = async () => {
    await patch.mutateAsync({ old_password: old, password: fresh });
    setOld("");
    setFresh("");
  };
  return (
    <>
      <Section title={user.email}>
        <SavedForm
          onSave={() => patch.mutateAsync({ name })}
          onUndo={() => patch.mutateAsync({ name: user.name }).then(() => setName(user.name))}
        >
          <Field label={t("setup.name")}>
            {(props) => <Input {...props} required value={name} onChange={(e) => setName(e.target.value)} />}
          </Field>
        </SavedForm>
      </Section>
      <Look />
      <NoticeChoices />
      <Section title={t("profile.password")}>
        <SavedForm
          onSave={changePassword}
          done={t("profile.passwordChanged")}
          action={t("profile.changePassword")}
        >
          <Field label={t("profile.oldPassword")}>
            {(props) => (
              <PasswordInput
                {...props}
                required
                autoComplete="current-password"
                value={old}
                onChange={(e) => setOld(e.target.value)}
              />
            )}
          </Field>
          <Field label={t("profile.newPassword")} hint={t("setup.passwordHint")}>
            {(props) => (
              <PasswordInput
                {...props}
                required
                minLength={8}
                autoComplete="new-password"
                value={fresh}
                onChange={(e) => setFresh(e.target.value)}
              />
            )}
          </Field>
        </SavedForm>
      </Section>
    </>
  );
}
