import { ChevronDown, Clock, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Step, StepTrace } from "@/api/types";
import { actionIcon } from "@/trace/action-icon";
import { actionName, policyTexts, stepDetails, timerText } from "@/trace/describe";
import { Templated } from "@/trace/templated";
import { Badge } from "@/ui/badge";
import { cn } from "@/ui/cn";
import { Input, Select } from "@/ui/field";
import { MenuItem } from "@/ui/menu";
import { RECORD_KINDS } from "@/ui/record-picker";
import { stepTone } from "@/ui/states";
import { ErrorPolicy } from "./error-policy";
import { faultsAt, pathText, useForm } from "./form-context";
import { ItemMenu } from "./item-menu";
import { Labeled } from "./labeled";
import { PresenceMark } from "./presence-mark";
import { SettingsForm } from "./settings-form";
import { Handle, SortItem } from "./sortable";
import { TimerEditor } from "./timer-editor";
import { asText, type Path, type Tree } from "./tree";

interface StepProps {
  path: Path;
  step: Tree;
  trace?: StepTrace;
}

/** One action: what it does in a line, and its settings when it is open. */
export function StepCard({ path, step, trace }: StepProps) {
  const { t } = useTranslation();
  const form = useForm();
  const place = pathText(path);
  const open = form.open === place;
  const faults = faultsAt(form.faults, path, true);
  const name = asText(step.title) || actionName(t, asText(step.action));
  const panel = `settings-${place.replace(/\W/g, "-")}`;
  return (
    <SortItem
      sort="step"
      path={path}
      label={name}
      className={cn(
        "rounded-lg border bg-surface",
        step.off === true && "opacity-60",
        open && "border-line-strong shadow-card",
      )}
    >
      <div className="flex items-start gap-1 px-1 py-1">
        <Handle label={name} />
        <button
          type="button"
          data-focus
          aria-expanded={open}
          aria-controls={open ? panel : undefined}
          onClick={() => form.setOpen(open ? null : place)}
          className="flex min-w-0 flex-1 items-start gap-2.5 rounded-md px-1 py-1.5 text-left"
        >
          <StepLine step={step} name={name} trace={trace} faulty={faults.length > 0} />
          <ChevronDown
            className={cn("mt-0.5 size-4 shrink-0 text-faint transition-transform", open && "rotate-180")}
            aria-hidden
          />
        </button>
        <PresenceMark path={path} />
        <ItemMenu path={path} label={name}>
          <MenuItem
            checked={step.off !== true}
            onSelect={() => form.set([...path, "off"], step.off === true ? undefined : true)}
          >
            {t("common.on")}
          </MenuItem>
        </ItemMenu>
      </div>
      {trace?.note ? (
        <p className={cn("px-10 pb-2 text-xs", trace.state === "failed" ? "text-bad" : "text-soft")}>
          {trace.note}
        </p>
      ) : null}
      {open ? (
        <div id={panel} className="flex flex-col gap-4 border-t px-4 py-4 max-sm:px-3">
          {faultsAt(form.faults, path).map((fault) => (
            <p key={fault.message} className="text-xs text-bad">
              {fault.message}
            </p>
          ))}
          <SettingsForm path={path} />
          <StepFrame path={path} step={step} />
        </div>
      ) : null}
    </SortItem>
  );
}

function StepLine({
  step,
  name,
  trace,
  faulty,
}: {
  step: Tree;
  name: string;
  trace?: StepTrace;
  faulty: boolean;
}) {
  const { t } = useTranslation();
  const Icon = actionIcon(asText(step.action));
  const plain = step as Step;
  return (
    <>
      <span className="grid size-6 shrink-0 place-items-center rounded-md bg-accent-soft text-accent-ink">
        <Icon className="size-3.5" aria-hidden />
      </span>
      <span className="min-w-0 flex-1 text-[13px] leading-5">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 pt-0.5">
          <span className="font-medium">{name}</span>
          {plain.timer ? (
            <Badge tone="accent">
              <Clock className="size-3" aria-hidden /> {timerText(t, plain.timer)}
            </Badge>
          ) : null}
          {policyTexts(t, plain).map((text) => (
            <Badge key={text} tone="warn">
              {text}
            </Badge>
          ))}
          {step.off === true ? <Badge>{t("outline.off")}</Badge> : null}
          {faulty ? (
            <TriangleAlert className="size-4 text-bad" aria-label={t("scenarioForm.hasFaults")} />
          ) : null}
          {trace ? <Badge tone={stepTone[trace.state]}>{t(`trace.state.${trace.state}`)}</Badge> : null}
        </span>
        <span className="block truncate text-soft">
          {stepDetails(t, plain).map((part, index) => (
            <span key={index}>
              {index > 0 ? " · " : ""}
              <Templated text={part} />
            </span>
          ))}
        </span>
      </span>
    </>
  );
}

/** What every action has: when, on which record, under which title. */
function StepFrame({ path, step }: { path: Path; step: Tree }) {
  const { t } = useTranslation();
  const form = useForm();
  return (
    <div className="flex flex-col gap-3 border-t pt-4">
      {step.action === "stop" ? null : (
        <>
          <TimerEditor path={[...path, "timer"]} />
          <ErrorPolicy path={path} step={step} />
        </>
      )}
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-md:grid-cols-1">
        <Labeled label={t("scenarioForm.applyTo")} path={[...path, "apply_to"]}>
          {(props) => (
            <Select
              {...props}
              value={asText(step.apply_to)}
              onChange={(event) => form.set([...path, "apply_to"], event.target.value || undefined)}
            >
              <option value="">{t("scenarioForm.applyOwn")}</option>
              {RECORD_KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`kind.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Labeled>
        <Labeled label={t("scenarioForm.title")} path={[...path, "title"]}>
          {(props) => (
            <Input
              {...props}
              value={asText(step.title)}
              onChange={(event) => form.set([...path, "title"], event.target.value || undefined)}
            />
          )}
        </Labeled>
      </div>
    </div>
  );
}
