import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { getAll } from "@/api/pages";
import type { Secret } from "@/api/types";
import { Select } from "@/ui/field";
import { type Known, useForm } from "./form-context";
import { Labeled } from "./labeled";
import { asList, asText, asTree, at, type Path, type Tree } from "./tree";

type Family =
  | "pipeline"
  | "stage"
  | "scenario"
  | "manual"
  | "hook"
  | "secret"
  | "block"
  | "step"
  | "bot"
  | "flow"
  | "flowStep";
interface Option {
  key: string;
  name: string;
  group?: string;
}

/** The blocks and actions of the scenario that an action names. */
function partsOf(known: Known, own: Tree, owner: Tree, family: "block" | "step"): Option[] {
  const wanted = known.scenarios.find((one) => one.key === owner.scenario)?.tree ?? own;
  const blocks = asList(wanted.blocks).map(asTree);
  const title = (part: Tree, index: number) =>
    asText(part.name) || asText(part.title) || asText(part.action) || String(index + 1);
  if (family === "block")
    return blocks.flatMap((block, index) =>
      block.id ? [{ key: asText(block.id), name: title(block, index) }] : [],
    );
  return blocks
    .filter((block) => !owner.block || block.id === owner.block)
    .flatMap((block) => asList(block.do).map(asTree))
    .flatMap((step, index) => (step.id ? [{ key: asText(step.id), name: title(step, index) }] : []));
}

/** The last part of a key as the completions list it, with what stands before it. */
const parted = ({ key, name }: { key: string; name: string }) => {
  const parts = key.split("/");
  return { key: parts.at(-1) ?? key, name, before: parts.slice(0, -1) };
};

function flowsOf(known: Known, owner: Tree): Option[] {
  const flows = (known.completions?.keys.flows ?? []).map(parted);
  return flows
    .filter((flow) => !owner.bot || flow.before[0] === owner.bot)
    .map(({ key, name, before }) => ({ key, name, group: owner.bot ? undefined : before[0] }));
}

function stepsOf(known: Known, owner: Tree): Option[] {
  const steps = (known.completions?.keys.flow_steps ?? []).map(parted);
  return steps
    .filter(
      ({ before }) => (!owner.bot || before[0] === owner.bot) && (!owner.flow || before[1] === owner.flow),
    )
    .map(({ key, name, before }) => ({ key, name, group: owner.flow ? undefined : before.join(" / ") }));
}

function optionsOf(known: Known, own: Tree, owner: Tree, family: Family, secrets: Secret[]): Option[] {
  switch (family) {
    case "pipeline":
      return known.pipelines.map(({ key, name }) => ({ key, name }));
    case "stage": {
      const fitting = known.pipelines.filter((one) => !owner.pipeline || one.key === owner.pipeline);
      return fitting.flatMap((pipeline) =>
        pipeline.stages.map(({ key, name }) => ({
          key,
          name,
          group: fitting.length > 1 ? pipeline.name : undefined,
        })),
      );
    }
    case "hook":
      return known.completions?.keys.hooks ?? [];
    case "scenario":
      return known.scenarios;
    case "manual":
      return known.scenarios.filter((one) => one.manual);
    case "bot":
      return known.completions?.keys.bots ?? [];
    case "flow":
      return flowsOf(known, owner);
    case "flowStep":
      return stepsOf(known, owner);
    case "secret":
      return secrets.map((secret) => ({ key: secret.name, name: secret.name }));
    default:
      return partsOf(known, own, owner, family);
  }
}

interface KeySelectProps {
  path: Path;
  label: string;
  hint?: string;
  family: Family;
  owner: Tree;
  required: boolean;
}

/** A choice among what the workspace has. What the document names and nobody knows stays in the list, marked. */
export function KeySelect({ path, label, hint, family, owner, required }: KeySelectProps) {
  const { t } = useTranslation();
  const form = useForm();
  const secrets = useQuery({
    queryKey: ["secrets"],
    queryFn: () => getAll<Secret>("/secrets"),
    enabled: family === "secret",
    retry: false,
  });
  const value = asText(at(form.tree, path));
  const options = optionsOf(form.known, form.tree, owner, family, secrets.data ?? []);
  // What starts or filters is narrowed by a choice; an action without one does the usual.
  const narrowing = "on" in owner || "kind" in owner || family === "block" || family === "step";
  const nothing = family === "secret" || family === "manual";
  const empty = narrowing ? "any" : nothing ? "none" : "usual";
  const groups = [...new Set(options.map((one) => one.group))];
  const option = (one: Option) => (
    <option key={`${one.group ?? ""} ${one.key}`} value={one.key}>
      {one.name || one.key}
    </option>
  );
  return (
    <Labeled label={label} path={path} hint={hint}>
      {(props) => (
        <Select
          {...props}
          value={value}
          onChange={(event) => form.set(path, event.target.value || undefined)}
        >
          {required && value ? null : <option value="">{required ? "—" : t(`scenarioForm.${empty}`)}</option>}
          {value && !options.some((one) => one.key === value) ? (
            <option value={value}>{t("scenarioForm.missing", { key: value })}</option>
          ) : null}
          {groups.map((group) =>
            group === undefined ? (
              options.filter((one) => one.group === undefined).map(option)
            ) : (
              <optgroup key={group} label={group}>
                {options.filter((one) => one.group === group).map(option)}
              </optgroup>
            ),
          )}
        </Select>
      )}
    </Labeled>
  );
}
