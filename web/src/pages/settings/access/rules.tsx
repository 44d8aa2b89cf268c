import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { canAdmin, useSession } from "@/api/session";
import type { SecurityRules } from "@/api/types";
import { CheckLine, Field, Input } from "@/ui/field";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { ROLES } from "../people/role-select";
import { SavedForm } from "../saved-form";

function RulesForm({ rules }: { rules: SecurityRules }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [roles, setRoles] = useState(rules.two_factor_roles ?? []);
  const [chars, setChars] = useState(String(rules.password_chars ?? 8));
  const put = async (wanted: SecurityRules) => {
    await api.put("/security", wanted);
    await client.invalidateQueries({ queryKey: ["security"] });
    await client.invalidateQueries({ queryKey: ["two-factor"] });
  };
  const undo = async () => {
    await put(rules);
    setRoles(rules.two_factor_roles ?? []);
    setChars(String(rules.password_chars ?? 8));
  };
  return (
    <SavedForm onSave={() => put({ two_factor_roles: roles, password_chars: Number(chars) })} onUndo={undo}>
      <fieldset className="flex flex-col gap-1">
        <legend className="pb-1 text-[13px] font-medium text-soft">{t("rules.roles")}</legend>
        {ROLES.map((role) => (
          <CheckLine
            key={role}
            label={t(`users.roles.${role}`)}
            checked={roles.includes(role)}
            onChange={(on) => setRoles(on ? [...roles, role] : roles.filter((one) => one !== role))}
          />
        ))}
        <p className="pt-1 text-xs text-faint">{t("rules.rolesHint")}</p>
      </fieldset>
      <Field label={t("rules.chars")} hint={t("rules.charsHint")}>
        {(props) => (
          <Input
            {...props}
            required
            type="number"
            min={8}
            max={64}
            className="max-w-28"
            value={chars}
            onChange={(e) => setChars(e.target.value)}
          />
        )}
      </Field>
    </SavedForm>
  );
}

/** The rules of signing in, for who may set them. */
export function Rules() {
  const { t } = useTranslation();
  const { user } = useSession();
  const rules = useQuery({
    queryKey: ["security"],
    queryFn: () => api.get<SecurityRules>("/security"),
    enabled: canAdmin(user),
  });
  if (!canAdmin(user)) return null;
  return (
    <Section title={t("rules.title")} description={t("rules.text")}>
      <Load query={rules}>{(data) => <RulesForm rules={data} />}</Load>
    </Section>
  );
}
