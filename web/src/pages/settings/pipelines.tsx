import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Pipeline } from "@/api/types";
import { pipelinesQuery } from "@/pages/records/queries";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { LossReasons } from "./loss-reasons";
import { PipelineForm } from "./pipeline-form";

export function Pipelines() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const pipelines = useQuery(pipelinesQuery);
  const [editing, setEditing] = useState<Pipeline | "new" | null>(null);
  const [removing, setRemoving] = useState<Pipeline | null>(null);
  const remove = async () => {
    await api.delete(`/pipelines/${removing?.id}`);
    await client.invalidateQueries({ queryKey: ["pipelines"] });
  };
  return (
    <>
      <Section
        title={t("settings.pipelines.title")}
        actions={
          <Button size="sm" onClick={() => setEditing("new")}>
            <Plus /> {t("pipelines.new")}
          </Button>
        }
      >
        <Load query={pipelines}>
          {(rows) => (
            <ul className="divide-y">
              {rows.map((pipeline) => (
                <li key={pipeline.id} className="flex flex-wrap items-center gap-3 px-4 py-3 text-[13px]">
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">{pipeline.name}</span>
                    <span className="mt-1 flex flex-wrap gap-x-3 gap-y-1 text-xs text-faint">
                      {pipeline.stages.map((stage) => (
                        <span key={stage.key} className="inline-flex items-center gap-1.5">
                          <span
                            aria-hidden
                            className="size-2 rounded-full"
                            style={{ backgroundColor: stage.color }}
                          />
                          {stage.name}
                        </span>
                      ))}
                    </span>
                  </span>
                  <Button size="sm" onClick={() => setEditing(pipeline)}>
                    {t("common.edit")}
                  </Button>
                  <Button size="sm" variant="ghost" onClick={() => setRemoving(pipeline)}>
                    {t("common.delete")}
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </Load>
      </Section>
      <LossReasons />
      {editing ? (
        <PipelineForm pipeline={editing === "new" ? null : editing} close={() => setEditing(null)} />
      ) : null}
      <Confirm
        title={t("pipelines.deleteTitle", { name: removing?.name ?? "" })}
        text={t("pipelines.deleteText")}
        action={t("common.delete")}
        danger
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        onConfirm={remove}
      />
    </>
  );
}
