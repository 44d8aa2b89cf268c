import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { Page, PlanChange } from "@/api/types";
import { Button } from "@/ui/button";
import { Code } from "@/ui/code";
import { ErrorNote } from "@/ui/error-note";
import { Field, Textarea } from "@/ui/field";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { saveFile } from "@/ui/save-file";
import { PlanView } from "./plan-view";

type Plan = Page<PlanChange>;
const YAML = "application/yaml";

function Export() {
  const { t } = useTranslation();
  const text = useQuery({ queryKey: ["export"], queryFn: () => api.text("/export"), staleTime: 0 });
  return (
    <Section
      title={t("accountText.export")}
      description={t("accountText.exportText")}
      actions={
        <Button
          size="sm"
          disabled={!text.data}
          onClick={() => saveFile(new Blob([text.data ?? ""], { type: YAML }), "signalbox.yaml")}
        >
          <Download /> {t("accountText.download")}
        </Button>
      }
    >
      <Load query={text}>
        {(data) => <Code label={t("accountText.export")} text={data} className="m-4" />}
      </Load>
    </Section>
  );
}

function Apply() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const plan = useMutation({ mutationFn: () => api.postText<Plan>("/plan", text, YAML) });
  const apply = useMutation({
    mutationFn: () => api.postText<Plan>("/apply", text, YAML),
    onSuccess: async () => {
      plan.reset();
      toast.success(t("accountText.applied"));
      await client.invalidateQueries();
    },
  });
  const type = (next: string) => {
    setText(next);
    plan.reset();
    apply.reset();
  };
  const changes = plan.data?.items ?? [];
  return (
    <Section title={t("accountText.apply")} description={t("accountText.applyText")}>
      <div className="flex flex-col gap-4 p-4">
        <Field label={t("accountText.paste")}>
          {(props) => (
            <Textarea
              {...props}
              rows={8}
              spellCheck={false}
              className="font-mono text-xs"
              placeholder="format: 1"
              value={text}
              onChange={(e) => type(e.target.value)}
            />
          )}
        </Field>
        {plan.error || apply.error ? <ErrorNote error={plan.error ?? apply.error} /> : null}
        {plan.data && changes.length === 0 ? (
          <p className="text-[13px] text-faint">{t("accountText.same")}</p>
        ) : null}
        <PlanView changes={changes} />
        <div className="flex gap-2">
          <Button
            variant={changes.length > 0 ? "secondary" : "primary"}
            disabled={!text.trim()}
            busy={plan.isPending}
            onClick={() => plan.mutate()}
          >
            {t("accountText.plan")}
          </Button>
          {changes.length > 0 ? (
            <Button variant="primary" busy={apply.isPending} onClick={() => apply.mutate()}>
              {t("accountText.applyNow", { count: changes.length })}
            </Button>
          ) : null}
        </div>
      </div>
    </Section>
  );
}

export function AccountText() {
  return (
    <>
      <Export />
      <Apply />
    </>
  );
}
