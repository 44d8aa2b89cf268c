import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { scenariosQuery } from "@/api/scenarios";
import type { LinkSettings, TriggerLink } from "@/api/types";
import { CheckLine, Field, Input, Select } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";

export function LinkForm({ link, close }: { link: TriggerLink | null; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const manual = (useQuery(scenariosQuery).data ?? []).filter((row) => row.start.on === "manual");
  const [settings, setSettings] = useState<LinkSettings>(
    link?.settings ?? { name: "", target: "", scenario: "", fires: "always" },
  );
  const scenario = settings.scenario || manual[0]?.key || "";
  const set = (change: Partial<LinkSettings>) => setSettings({ ...settings, ...change });
  const save = async () => {
    const body = { settings: { ...settings, scenario } };
    if (link) await api.put(`/links/${link.id}`, body);
    else await api.post("/links", body);
    await client.invalidateQueries({ queryKey: ["links"] });
  };
  return (
    <FormDialog title={link?.settings.name ?? t("links.new")} open onOpenChange={close} onSubmit={save}>
      <Field label={t("common.name")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            value={settings.name}
            onChange={(e) => set({ name: e.target.value })}
          />
        )}
      </Field>
      <Field label={t("links.target")} hint={t("links.targetHint", { example: "{{contact.id}}" })}>
        {(props) => (
          <Input
            {...props}
            required
            className="font-mono text-xs"
            placeholder="https://"
            value={settings.target}
            onChange={(e) => set({ target: e.target.value })}
          />
        )}
      </Field>
      <Field label={t("links.scenario")} hint={manual.length === 0 ? t("links.noManual") : undefined}>
        {(props) => (
          <Select {...props} required value={scenario} onChange={(e) => set({ scenario: e.target.value })}>
            {manual.map((row) => (
              <option key={row.id} value={row.key}>
                {row.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("links.fires")}>
        {(props) => (
          <Select
            {...props}
            value={settings.fires ?? "always"}
            onChange={(e) => set({ fires: e.target.value === "once" ? "once" : "always" })}
          >
            <option value="always">{t("links.always")}</option>
            <option value="once">{t("links.once")}</option>
          </Select>
        )}
      </Field>
      <CheckLine
        label={t("links.confirm")}
        checked={settings.confirm ?? false}
        onChange={(confirm) => set({ confirm })}
      />
      <CheckLine
        label={t("links.manualForm")}
        checked={settings.manual_form ?? false}
        onChange={(manual_form) => set({ manual_form })}
      />
    </FormDialog>
  );
}
