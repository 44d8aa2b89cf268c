import { useQueryClient } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Pipeline, Stage, StageKind } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { Field, Input, Select } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { keyFrom } from "@/ui/key";

const KINDS: StageKind[] = ["open", "won", "lost"];
const COLORS = ["#5b7cf0", "#e0a13b", "#8b6fe8", "#2aa6a0", "#d9659a"];

interface StageRowProps {
  stage: Stage;
  onChange: (stage: Stage) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}

function StageRow({ stage, onChange, onMove, onRemove }: StageRowProps) {
  const { t } = useTranslation();
  return (
    <li className="flex flex-wrap items-center gap-2">
      <input
        type="color"
        aria-label={t("pipelines.stageColor")}
        className="size-8 shrink-0 rounded border bg-surface p-1"
        value={stage.color}
        onChange={(e) => onChange({ ...stage, color: e.target.value })}
      />
      <Input
        aria-label={t("pipelines.stageName")}
        required
        className="min-w-32 flex-1"
        value={stage.name}
        onChange={(e) => onChange({ ...stage, name: e.target.value })}
      />
      <Input
        aria-label={t("pipelines.stageKey")}
        pattern="[a-z0-9_\-]{1,64}"
        className="w-28 font-mono text-xs"
        disabled={Boolean(stage.id)}
        placeholder={keyFrom(stage.name)}
        value={stage.key}
        onChange={(e) => onChange({ ...stage, key: e.target.value })}
      />
      <Select
        aria-label={t("pipelines.stageKind")}
        className="w-28"
        value={stage.kind}
        onChange={(e) =>
          onChange({ ...stage, kind: KINDS.find((kind) => kind === e.target.value) ?? "open" })
        }
      >
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`pipelines.kind.${kind}`)}
          </option>
        ))}
      </Select>
      <span className="flex">
        <IconButton label={`${t("common.moveUp")}: ${stage.name}`} size="iconSm" onClick={() => onMove(-1)}>
          <ArrowUp />
        </IconButton>
        <IconButton label={`${t("common.moveDown")}: ${stage.name}`} size="iconSm" onClick={() => onMove(1)}>
          <ArrowDown />
        </IconButton>
        <IconButton label={`${t("common.remove")}: ${stage.name}`} size="iconSm" onClick={onRemove}>
          <X />
        </IconButton>
      </span>
    </li>
  );
}

export function PipelineForm({ pipeline, close }: { pipeline: Pipeline | null; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(pipeline?.name ?? "");
  const [stages, setStages] = useState<Stage[]>(
    pipeline?.stages ?? [
      { key: "new", name: t("pipelines.started.new"), kind: "open", color: COLORS[0] ?? "#5b7cf0" },
      { key: "won", name: t("pipelines.started.won"), kind: "won", color: "#1f9d63" },
      { key: "lost", name: t("pipelines.started.lost"), kind: "lost", color: "#94a3b8" },
    ],
  );
  const change = (at: number, stage: Stage) =>
    setStages(stages.map((one, index) => (index === at ? stage : one)));
  const move = (at: number, by: number) => {
    const next = [...stages];
    const [taken] = next.splice(at, 1);
    if (taken) next.splice(Math.max(0, Math.min(next.length, at + by)), 0, taken);
    setStages(next);
  };
  const add = () => {
    const open = stages.filter((stage) => stage.kind === "open").length;
    const at = stages.findIndex((stage) => stage.kind !== "open");
    const stage: Stage = {
      key: "",
      name: "",
      kind: "open",
      color: COLORS[open % COLORS.length] ?? "#5b7cf0",
    };
    setStages(at < 0 ? [...stages, stage] : [...stages.slice(0, at), stage, ...stages.slice(at)]);
  };
  const save = async () => {
    const body = {
      key: pipeline?.key ?? (keyFrom(name) || "pipeline"),
      name,
      stages: stages.map((stage) => ({ ...stage, key: stage.key || keyFrom(stage.name) })),
    };
    if (pipeline) await api.put(`/pipelines/${pipeline.id}`, body);
    else await api.post("/pipelines", body);
    await client.invalidateQueries({ queryKey: ["pipelines"] });
  };
  return (
    <FormDialog wide title={pipeline?.name ?? t("pipelines.new")} open onOpenChange={close} onSubmit={save}>
      <Field label={t("common.name")}>
        {(props) => <Input {...props} required value={name} onChange={(e) => setName(e.target.value)} />}
      </Field>
      <ul className="flex flex-col gap-2">
        {stages.map((stage, at) => (
          <StageRow
            key={at}
            stage={stage}
            onChange={(next) => change(at, next)}
            onMove={(by) => move(at, by)}
            onRemove={() => setStages(stages.filter((_, index) => index !== at))}
          />
        ))}
      </ul>
      <div>
        <Button size="sm" onClick={add}>
          <Plus /> {t("pipelines.addStage")}
        </Button>
      </div>
    </FormDialog>
  );
}
