import { useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, withQuery } from "@/api/client";
import type { Pipeline, Stage, StageKind } from "@/api/types";
import { RetireDialog } from "@/pages/structure/retire-dialog";
import { Button, IconButton } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Field, Input, Select } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { keyFrom } from "@/ui/key";
import { SortableList } from "@/ui/sortable-list";
import { stageOptions } from "./stage-options";

const KINDS: StageKind[] = ["open", "won", "lost"];
const COLORS = ["#5b7cf0", "#e0a13b", "#8b6fe8", "#2aa6a0", "#d9659a"];

/** A stage in the list; one that was not saved yet has no id of the server, so it gets one for the page. */
interface Draft {
  id: string;
  stage: Stage;
}

let made = 0;
const draftOf = (stage: Stage): Draft => ({ id: stage.id ?? `new-${made++}`, stage });

interface StageRowProps {
  stage: Stage;
  handle: ReactNode;
  onChange: (stage: Stage) => void;
  onRemove: () => void;
}

function StageRow({ stage, handle, onChange, onRemove }: StageRowProps) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-wrap items-center gap-2 py-1">
      {handle}
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
        className={cn("w-28 font-mono text-xs", stage.id && "max-sm:hidden")}
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
      <IconButton label={`${t("common.remove")}: ${stage.name}`} size="iconSm" onClick={onRemove}>
        <X />
      </IconButton>
    </div>
  );
}

export function PipelineForm({ pipeline, close }: { pipeline: Pipeline | null; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(pipeline?.name ?? "");
  const [drafts, setDrafts] = useState<Draft[]>(() =>
    (
      pipeline?.stages ?? [
        { key: "new", name: t("pipelines.started.new"), kind: "open", color: COLORS[0] ?? "#5b7cf0" },
        { key: "won", name: t("pipelines.started.won"), kind: "won", color: "#1f9d63" },
        { key: "lost", name: t("pipelines.started.lost"), kind: "lost", color: "#94a3b8" },
      ]
    ).map((stage: Stage) => draftOf(stage)),
  );
  const [removing, setRemoving] = useState<Draft | null>(null);
  const stages = drafts.map((draft) => draft.stage);
  const drop = (id: string) => setDrafts((now) => now.filter((draft) => draft.id !== id));
  const remove = (draft: Draft) => (draft.stage.id ? setRemoving(draft) : drop(draft.id));
  const add = () => {
    const open = stages.filter((stage) => stage.kind === "open").length;
    const at = stages.findIndex((stage) => stage.kind !== "open");
    const stage: Stage = {
      key: "",
      name: "",
      kind: "open",
      color: COLORS[open % COLORS.length] ?? "#5b7cf0",
    };
    const draft = draftOf(stage);
    setDrafts(at < 0 ? [...drafts, draft] : [...drafts.slice(0, at), draft, ...drafts.slice(at)]);
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
      <SortableList
        label={t("pipelines.stages")}
        items={drafts}
        idOf={(draft) => draft.id}
        nameOf={(draft) => draft.stage.name}
        onOrder={setDrafts}
        row={(draft, handle) => (
          <StageRow
            stage={draft.stage}
            handle={handle}
            onChange={(stage) =>
              setDrafts(drafts.map((one) => (one.id === draft.id ? { ...one, stage } : one)))
            }
            onRemove={() => remove(draft)}
          />
        )}
      />
      <div>
        <Button size="sm" onClick={add}>
          <Plus /> {t("pipelines.addStage")}
        </Button>
      </div>
      {removing && pipeline ? (
        <RetireDialog
          title={t("structure.deleteTitle", { name: removing.stage.name })}
          thing={{ of: "stage", id: removing.id }}
          instead={stageOptions([pipeline], removing.id)}
          must
          keys={["pipelines"]}
          onDelete={async (move_to) => {
            await api.delete(withQuery(`/stages/${removing.id}`, { move_to }));
            drop(removing.id);
          }}
          close={() => setRemoving(null)}
        />
      ) : null}
    </FormDialog>
  );
}
