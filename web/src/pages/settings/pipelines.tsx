import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, withQuery } from "@/api/client";
import type { Pipeline } from "@/api/types";
import { pipelinesQuery } from "@/pages/records/queries";
import { OrderedRows } from "@/pages/structure/ordered-section";
import { RetireDialog } from "@/pages/structure/retire-dialog";
import { Button, IconButton } from "@/ui/button";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { ChangesButton } from "./access/changes";
import { LossReasons } from "./loss-reasons";
import { PipelineForm } from "./pipeline-form";
import { stageOptions } from "./stage-options";
import { TaskTypes } from "./task-types";

interface RowProps {
  pipeline: Pipeline;
  handle: ReactNode;
  onEdit: () => void;
  onRemove: () => void;
}

function PipelineRow({ pipeline, handle, onEdit, onRemove }: RowProps) {
  const { t } = useTranslation();
  return (
    <div className="flex items-center gap-2 py-2.5 pr-2 pl-2 text-[13px]">
      {handle}
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{pipeline.name}</span>
        <span className="mt-1 flex flex-wrap gap-x-3 gap-y-1 text-xs text-faint">
          {pipeline.stages.map((stage) => (
            <span key={stage.key} className="inline-flex items-center gap-1.5">
              <span aria-hidden className="size-2 rounded-full" style={{ backgroundColor: stage.color }} />
              {stage.name}
            </span>
          ))}
        </span>
      </span>
      <ChangesButton kind="pipeline" name={pipeline.key} title={pipeline.name} small />
      <IconButton label={`${t("common.edit")}: ${pipeline.name}`} size="iconSm" onClick={onEdit}>
        <Pencil />
      </IconButton>
      <IconButton label={`${t("common.delete")}: ${pipeline.name}`} size="iconSm" onClick={onRemove}>
        <Trash2 />
      </IconButton>
    </div>
  );
}

export function Pipelines() {
  const { t } = useTranslation();
  const pipelines = useQuery(pipelinesQuery);
  const [editing, setEditing] = useState<Pipeline | "new" | null>(null);
  const [removing, setRemoving] = useState<Pipeline | null>(null);
  const others = (pipelines.data ?? []).filter((one) => one.id !== removing?.id);
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
            <OrderedRows
              label={t("settings.pipelines.title")}
              of="pipelines"
              queryKey="pipelines"
              items={rows}
              idOf={(one) => one.id}
              nameOf={(one) => one.name}
              row={(pipeline, handle) => (
                <PipelineRow
                  pipeline={pipeline}
                  handle={handle}
                  onEdit={() => setEditing(pipeline)}
                  onRemove={() => setRemoving(pipeline)}
                />
              )}
            />
          )}
        </Load>
      </Section>
      <LossReasons />
      <TaskTypes />
      {editing ? (
        <PipelineForm pipeline={editing === "new" ? null : editing} close={() => setEditing(null)} />
      ) : null}
      {removing ? (
        <RetireDialog
          title={t("pipelines.deleteTitle", { name: removing.name })}
          thing={{ of: "pipeline", id: removing.id }}
          instead={stageOptions(others)}
          must
          keys={["pipelines"]}
          onDelete={(move_to) => api.delete(withQuery(`/pipelines/${removing.id}`, { move_to }))}
          close={() => setRemoving(null)}
        />
      ) : null}
    </>
  );
}
