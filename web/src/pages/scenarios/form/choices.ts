import type { T } from "@/i18n";
import type { Known } from "./form-context";
import type { ValueType, Variable } from "./variables";

/** A fixed value one can pick instead of writing it. */
export interface Choice {
  value: string;
  label: string;
  detail?: string;
}

/** The fixed values of a type, as the workspace has them; none when anything may be written. */
export function choicesOf(t: T, known: Known, type: ValueType, variable?: Variable): Choice[] {
  switch (type) {
    case "stage":
      return known.pipelines.flatMap((pipeline) =>
        pipeline.stages.map((stage) => ({ value: stage.name, label: stage.name, detail: pipeline.name })),
      );
    case "pipeline":
      return known.pipelines.map(({ name }) => ({ value: name, label: name }));
    case "user":
      return known.users.map(({ name, email }) => ({ value: name, label: name, detail: email }));
    case "option":
      return (variable?.options ?? []).map((value) => ({ value, label: value }));
    case "task_type":
      return (known.completions?.keys.task_types ?? []).map(({ key, name }) => ({ value: key, label: name }));
    case "flag":
      return [
        { value: "1", label: t("scenarioForm.yes") },
        { value: "0", label: t("scenarioForm.no") },
      ];
    default:
      return [];
  }
}
