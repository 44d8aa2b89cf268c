import { useTranslation } from "react-i18next";
import type { BlockTrace } from "@/api/types";
import { Badge } from "@/ui/badge";
import { cn } from "@/ui/cn";
import { Input } from "@/ui/field";
import { Switch } from "@/ui/switch";
import { ActionCatalogue } from "./action-catalogue";
import { ConditionRows } from "./condition-rows";
import { faultsAt, useForm } from "./form-context";
import { ItemMenu } from "./item-menu";
import { PresenceMark } from "./presence-mark";
import { Sentences } from "./sentence";
import { Handle, SortEnd, SortItem, SortList } from "./sortable";
import { StepCard } from "./step-card";
import { asList, asText, asTree, insert, type Path, type Tree, withIds } from "./tree";

interface BlockProps {
  path: Path;
  block: Tree;
  trace?: BlockTrace;
}

/** Conditions, and what is done when they hold. */
export function BlockCard({ path, block, trace }: BlockProps) {
  const { t, i18n } = useTranslation();
  const { variables } = useForm();
  const name = asText(block.name) || t("outline.block", { n: Number(path[1]) + 1 });
  const rows = asList(block.if);
  const sentence = new Sentences(t, i18n.language, variables).block(block);
  return (
    <SortItem
      sort="block"
      path={path}
      label={name}
      className={cn("rounded-xl border bg-surface shadow-card", block.off === true && "opacity-60")}
    >
      <BlockHead path={path} block={block} name={name} trace={trace} />
      <div className="flex flex-col gap-4 px-3 pt-2 pb-3 max-sm:px-2">
        <section className="flex flex-col gap-1.5" aria-label={t("scenarioForm.conditionsOf", { name })}>
          <h3 className="px-1 text-xs font-semibold tracking-wide text-faint uppercase">
            {rows.length > 0 ? t("outline.if") : t("outline.always")}
          </h3>
          <ConditionRows path={[...path, "if"]} rows={rows} join="choose" trace={trace?.rows} />
        </section>
        <Steps path={path} block={block} name={name} trace={trace} />
        <p className="border-t px-1 pt-2.5 text-xs leading-5 break-words text-soft">{sentence}</p>
      </div>
    </SortItem>
  );
}

function BlockHead({ path, block, name, trace }: BlockProps & { name: string }) {
  const { t } = useTranslation();
  const form = useForm();
  const delayFault = faultsAt(form.faults, [...path, "delay_secs"])[0]?.message;
  return (
    <header className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b px-1.5 py-1.5">
      <Handle label={name} />
      <Input
        aria-label={t("scenarioForm.blockName", { n: Number(path[1]) + 1 })}
        placeholder={name}
        value={asText(block.name)}
        onChange={(event) => form.set([...path, "name"], event.target.value || undefined)}
        className="min-w-32 flex-1 border-transparent bg-transparent px-1.5 font-semibold shadow-none hover:border-line-strong"
      />
      {trace ? (
        <Badge tone={trace.fired ? "good" : "neutral"}>
          {trace.fired ? t("trace.blockFired") : t("trace.blockNot")}
        </Badge>
      ) : null}
      <PresenceMark path={path} />
      <span className="flex items-center gap-1.5 text-xs text-faint" title={t("scenarioForm.delayHint")}>
        {t("scenarioForm.delay")}
        <Input
          type="number"
          aria-label={`${t("scenarioForm.delay")}: ${name}`}
          min={0}
          max={20}
          aria-invalid={Boolean(delayFault)}
          className="w-16"
          value={asText(block.delay_secs) || "0"}
          onChange={(event) => form.set([...path, "delay_secs"], Number(event.target.value) || undefined)}
        />
        {t("scenarioForm.seconds")}
      </span>
      <Switch
        label={t("scenarioForm.blockOn", { name })}
        checked={block.off !== true}
        onChange={(on) => form.set([...path, "off"], on ? undefined : true)}
      />
      <ItemMenu path={path} label={name} />
      {delayFault ? <p className="basis-full px-2 text-xs text-bad">{delayFault}</p> : null}
    </header>
  );
}

function Steps({ path, block, name, trace }: BlockProps & { name: string }) {
  const { t } = useTranslation();
  const form = useForm();
  const list: Path = [...path, "do"];
  const steps = asList(block.do);
  const add = (step: Tree) => {
    form.change(withIds(insert(form.tree, list, steps.length, step)));
    form.setOpen(`blocks[${path[1]}].do[${steps.length}]`);
    form.focus([...list, steps.length]);
  };
  // Actions that are off leave no trace, so traces are found by id.
  const traceOf = (step: Tree) => trace?.steps?.find((one) => one.id === step.id);
  return (
    <section className="flex flex-col gap-1.5" aria-label={t("scenarioForm.actionsOf", { name })}>
      <h3 className="px-1 text-xs font-semibold tracking-wide text-faint uppercase">{t("outline.then")}</h3>
      <SortList sort="step" path={list} count={steps.length}>
        <ul className="flex flex-col gap-1.5">
          {steps.map((step, index) => (
            <StepCard
              key={asText(asTree(step).id) || index}
              path={[...list, index]}
              step={asTree(step)}
              trace={traceOf(asTree(step))}
            />
          ))}
        </ul>
      </SortList>
      <SortEnd sort="step" path={list}>
        <ActionCatalogue onPick={add} />
      </SortEnd>
    </section>
  );
}
