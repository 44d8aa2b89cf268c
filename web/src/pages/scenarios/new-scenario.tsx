import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import { scenariosQuery } from "@/api/scenarios";
import type { Pipeline, ScenarioFull } from "@/api/types";
import { hooksQuery } from "@/pages/hooks/queries";
import { cn } from "@/ui/cn";
import { Field, Input, Select } from "@/ui/field";
import { FormDialog, LEFT } from "@/ui/form-dialog";
import { keyFrom } from "@/ui/key";
import { TEMPLATES, type TemplateName, templateText } from "./templates";

const route = getRouteApi("/studio/scenarios");

function TemplateChoice({
  value,
  onChange,
}: {
  value: TemplateName;
  onChange: (name: TemplateName) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset>
      <legend className="pb-1.5 text-[13px] font-medium text-soft">{t("scenarios.chooseTemplate")}</legend>
      <div className="grid grid-cols-2 gap-2 max-sm:grid-cols-1">
        {TEMPLATES.map((name) => (
          <label
            key={name}
            className={cn(
              "flex cursor-pointer gap-2.5 rounded-lg border p-3 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ring",
              value === name ? "border-accent bg-accent-soft/50" : "hover:bg-hover",
            )}
          >
            <input
              type="radio"
              name="template"
              className="mt-1 self-start accent-accent outline-none"
              checked={value === name}
              onChange={() => onChange(name)}
            />
            <span className="min-w-0">
              <span className="block text-[13px] font-medium">{t(`template.${name}.name`)}</span>
              <span className="block text-xs leading-4 text-faint">{t(`template.${name}.text`)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function NewScenario({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate();
  const client = useQueryClient();
  const hooks = useQuery(hooksQuery).data ?? [];
  const scenarios = useQuery(scenariosQuery).data ?? [];
  const pipelines =
    useQuery({ queryKey: ["pipelines"], queryFn: () => getAll<Pipeline>("/pipelines") }).data ?? [];
  const [template, setTemplate] = useState<TemplateName>(
    // An empty list leads here with the template that was chosen there.
    TEMPLATES.find((name) => name === search.new) ?? "sale",
  );
  const [typed, setTyped] = useState<string | null>(null);
  const [picked, setPicked] = useState(search.hook ?? "");
  const name = typed ?? t(`template.${template}.name`);
  const hook = picked || hooks[0]?.key || "my-hook";
  const create = useMutation({
    mutationFn: async () => {
      const [pipeline] = pipelines;
      const text = templateText(template, {
        name,
        hook,
        remind: scenarios.find((row) => row.start.on === "manual")?.key,
        pipeline: pipeline?.key ?? "sales",
        won: pipeline?.stages.find((stage) => stage.kind === "won")?.key ?? "won",
      });
      const taken = new Set(scenarios.map((row) => row.key));
      const wanted = keyFrom(name) || "scenario";
      const key = taken.has(wanted) ? `${wanted.slice(0, 58)}-${scenarios.length + 1}` : wanted;
      const made = await api.post<ScenarioFull>("/scenarios", { key, text });
      await client.invalidateQueries({ queryKey: ["scenarios"] });
      await navigate({
        to: "/scenarios/$id",
        params: { id: made.id },
        search: search.arrival ? { panel: "try", arrival: search.arrival } : {},
      });
      return LEFT;
    },
  });
  return (
    <FormDialog
      wide
      title={t("scenarios.new")}
      open
      onOpenChange={onOpenChange}
      action={t("common.create")}
      onSubmit={() => create.mutateAsync()}
    >
      <TemplateChoice value={template} onChange={setTemplate} />
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <Field label={t("common.name")}>
          {(props) => <Input {...props} required value={name} onChange={(e) => setTyped(e.target.value)} />}
        </Field>
        {template === "sale" && hooks.length > 0 ? (
          <Field label={t("try.hook")}>
            {(props) => (
              <Select {...props} value={hook} onChange={(e) => setPicked(e.target.value)}>
                {hooks.map((one) => (
                  <option key={one.id} value={one.key}>
                    {one.settings.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ) : null}
      </div>
    </FormDialog>
  );
}
