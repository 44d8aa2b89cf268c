import type { Pipeline } from "@/api/types";

/** Stages to choose from, those of several pipelines named with them. */
export function stageOptions(pipelines: Pipeline[], except?: string): { value: string; label: string }[] {
  return pipelines.flatMap((pipeline) =>
    pipeline.stages
      .filter((stage) => stage.id !== except)
      .map((stage) => ({
        value: stage.id,
        label: pipelines.length > 1 ? `${pipeline.name} · ${stage.name}` : stage.name,
      })),
  );
}
