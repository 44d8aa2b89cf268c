import { useTranslation } from "react-i18next";
import { CheckLine, Field, Input, Select } from "@/ui/field";
import { ActionCatalogue } from "../../scenarios/form/action-catalogue";
import { useForm } from "../../scenarios/form/form-context";
import { Labeled } from "../../scenarios/form/labeled";
import { SettingsForm } from "../../scenarios/form/settings-form";
import { SortEnd, SortList } from "../../scenarios/form/sortable";
import { StepCard } from "../../scenarios/form/step-card";
import { asList, asText, asTree, at, insert, type Path, withIds } from "../../scenarios/form/tree";
import { ValueField } from "../../scenarios/form/value-field";
import { ANSWERS, answerOf } from "../describe";
import type { FlowStep } from "../model";
import { Branches } from "./branches";
import { ScenarioPart } from "./flow-form";
import { MessageEditor } from "./message-editor";
import { MessageList } from "./message-list";
import { useBotFlows } from "./panel-context";
import { ScheduleFields } from "./schedule-fields";
import { SecondsField } from "./seconds-field";
import { Shares } from "./shares";
import { TargetField } from "./target-field";

interface KindProps {
  step: FlowStep;
  path: Path;
}

/** What the kind of a step takes. */
export function KindFields({ step, path }: KindProps) {
  const { t } = useTranslation();
  switch (step.step) {
    case "send":
      return <SendFields step={step} path={path} />;
    case "ask":
      return <AskFields step={step} path={path} />;
    case "branch":
      return <Branches path={[...path, "branches"]} hint={t("flows.branchHint")} />;
    case "split":
      return <Shares path={[...path, "ways"]} of="way" />;
    case "wait":
      return <WaitFields step={step} path={path} />;
    case "act":
      return (
        <ScenarioPart path={[...path, "do"]}>
          <Actions />
        </ScenarioPart>
      );
    case "request":
      return <RequestFields path={path} />;
    case "operator":
      return <OperatorFields step={step} path={path} />;
    case "assign":
      return <Shares path={[...path, "users"]} of="user" />;
    case "flow":
      return <SubFlowFields step={step} path={path} />;
    case "log_in":
      return <LogInFields step={step} path={path} />;
    case "schedule":
      return <ScheduleFields step={step} path={path} />;
    default:
      return <p className="text-[13px] leading-5 text-faint">{t(`flows.kind.${step.step}.text`)}</p>;
  }
}

function SendFields({ step, path }: KindProps) {
  const { t } = useTranslation();
  const form = useForm();
  return (
    <>
      <MessageList path={[...path, "messages"]} />
      <CheckLine
        label={t("flows.waitAnswer")}
        checked={step.wait === true}
        onChange={(on) => form.set([...path, "wait"], on || undefined)}
      />
    </>
  );
}

function Text({
  path,
  label,
  hint,
  multiline,
}: {
  path: Path;
  label: string;
  hint?: string;
  multiline?: boolean;
}) {
  const form = useForm();
  const value = at(form.tree, path);
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-[13px] font-medium text-soft">{label}</span>
      <ValueField
        label={label}
        hint={hint}
        multiline={multiline}
        value={value}
        onChange={(next) => form.set(path, next === "" ? undefined : next)}
      />
    </div>
  );
}

function AskFields({ step, path }: KindProps) {
  const { t } = useTranslation();
  const form = useForm();
  const fields = form.known.fields.contact;
  const core = ["name", "first_name", "last_name", "phone", "email"] as const;
  return (
    <>
      <MessageEditor path={[...path, "message"]} label={t("flows.question")} />
      <Labeled label={t("flows.answerKind")} path={[...path, "answer"]}>
        {(props) => (
          <Select
            {...props}
            value={answerOf(step)}
            onChange={(event) =>
              form.set([...path, "answer"], event.target.value === "text" ? undefined : event.target.value)
            }
          >
            {ANSWERS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`flows.answer.${kind}`)}
              </option>
            ))}
          </Select>
        )}
      </Labeled>
      <div className="grid grid-cols-2 gap-3">
        <Labeled label={t("flows.variable")} path={[...path, "variable"]} hint={t("flows.variableHint")}>
          {(props) => (
            <Input
              {...props}
              className="font-mono"
              pattern="[a-z0-9_\-]*"
              value={asText(step.variable)}
              onChange={(event) => form.set([...path, "variable"], event.target.value.trim() || undefined)}
            />
          )}
        </Labeled>
        <Labeled label={t("flows.field")} path={[...path, "field"]}>
          {(props) => (
            <Select
              {...props}
              value={asText(step.field)}
              onChange={(event) => form.set([...path, "field"], event.target.value || undefined)}
            >
              <option value="">{t("flows.noField")}</option>
              {core.map((key) => (
                <option key={key} value={key}>
                  {t(`scenarioForm.coreField.${key}`)}
                </option>
              ))}
              {fields.map((field) => (
                <option key={field.key} value={field.key}>
                  {field.name}
                </option>
              ))}
            </Select>
          )}
        </Labeled>
      </div>
      <CheckLine
        label={t("flows.options")}
        checked={step.options === true}
        onChange={(on) => form.set([...path, "options"], on || undefined)}
      />
      <Text path={[...path, "retry"]} label={t("flows.retry")} hint={t("flows.retryHint")} />
      <Labeled label={t("flows.tries")} path={[...path, "tries"]} hint={t("flows.triesHint")}>
        {(props) => (
          <Input
            {...props}
            type="number"
            min={0}
            className="w-24"
            value={asText(step.tries) || "0"}
            onChange={(event) => form.set([...path, "tries"], Number(event.target.value) || undefined)}
          />
        )}
      </Labeled>
      {Number(step.tries ?? 0) > 0 || step.gave_up ? (
        <TargetField path={[...path, "gave_up"]} label={t("flows.output.gave_up")} />
      ) : null}
      <Text path={[...path, "thanks"]} label={t("flows.thanks")} />
    </>
  );
}

const WAITS = ["secs", "until", "working_hours"] as const;
function WaitFields({ step, path }: KindProps) {
  const { t } = useTranslation();
  const form = useForm();
  const kind = WAITS.find((one) => one in step) ?? "secs";
  const choose = (next: string) => {
    const { secs: _, until: __, working_hours: ___, ...rest } = step;
    const own =
      next === "until" ? { until: "09:00" } : next === "secs" ? { secs: 3600 } : { working_hours: null };
    form.set(path, { ...rest, ...own });
  };
  return (
    <>
      <Field label={t("flows.waitFor")}>
        {(props) => (
          <Select {...props} value={kind} onChange={(event) => choose(event.target.value)}>
            {WAITS.map((one) => (
              <option key={one} value={one}>
                {t(`flows.waitKinds.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {kind === "secs" ? <SecondsField path={[...path, "secs"]} label={t("flows.howLong")} required /> : null}
      {kind === "until" ? (
        <Labeled label={t("flows.clock")} path={[...path, "until"]}>
          {(props) => (
            <Input
              {...props}
              type="time"
              className="w-32"
              value={asText(step.until)}
              onChange={(event) => form.set([...path, "until"], event.target.value)}
            />
          )}
        </Labeled>
      ) : null}
    </>
  );
}

function Actions() {
  const form = useForm();
  const list: Path = ["blocks", 0, "do"];
  const steps = asList(asTree(asList(form.tree.blocks)[0]).do);
  return (
    <div className="flex flex-col gap-1.5">
      <SortList sort="step" path={list} count={steps.length}>
        <ul className="flex flex-col gap-1.5">
          {steps.map((one, index) => (
            <StepCard key={asText(asTree(one).id) || index} path={[...list, index]} step={asTree(one)} />
          ))}
        </ul>
      </SortList>
      <SortEnd sort="step" path={list}>
        <ActionCatalogue
          onPick={(picked) => {
            form.change(withIds(insert(form.tree, list, steps.length, picked)));
            form.setOpen(`blocks[0].do[${steps.length}]`);
          }}
        />
      </SortEnd>
    </div>
  );
}

function RequestFields({ path }: { path: Path }) {
  const { t } = useTranslation();
  return (
    <>
      <ScenarioPart path={[...path, "request"]} action="send_webhook">
        <SettingsForm path={["blocks", 0, "do", 0]} />
      </ScenarioPart>
      <Branches path={[...path, "branches"]} hint={t("flows.requestHint")} />
      <TargetField path={[...path, "failed"]} label={t("flows.output.failed")} />
    </>
  );
}

function OperatorFields({ step, path }: KindProps) {
  const { t } = useTranslation();
  const form = useForm();
  const says = step.message !== undefined;
  return (
    <>
      <CheckLine
        label={t("flows.saysFirst")}
        checked={says}
        onChange={(on) => form.set([...path, "message"], on ? { text: "" } : undefined)}
      />
      {says ? <MessageEditor path={[...path, "message"]} label={t("flows.message")} /> : null}
      <TargetField path={[...path, "nobody"]} label={t("flows.output.nobody")} />
      <p className="text-xs leading-5 text-faint">{t("flows.operatorHint")}</p>
    </>
  );
}

function SubFlowFields({ step, path }: KindProps) {
  const { t } = useTranslation();
  const form = useForm();
  const others = useBotFlows();
  const chosen = asText(step.flow);
  return (
    <>
      <Labeled label={t("flows.flow")} path={[...path, "flow"]}>
        {(props) => (
          <Select
            {...props}
            value={chosen}
            onChange={(event) => form.set([...path, "flow"], event.target.value)}
          >
            <option value="">—</option>
            {others.map((one) => (
              <option key={one.key} value={one.key}>
                {one.name}
              </option>
            ))}
            {chosen && !others.some((one) => one.key === chosen) ? (
              <option value={chosen}>{chosen}</option>
            ) : null}
          </Select>
        )}
      </Labeled>
      <CheckLine
        label={t("flows.comeBack")}
        checked={step.come_back === true}
        onChange={(on) => form.set([...path, "come_back"], on || undefined)}
      />
    </>
  );
}

function LogInFields({ path }: KindProps) {
  const { t } = useTranslation();
  return (
    <>
      <MessageEditor path={[...path, "message"]} label={t("flows.message")} />
      <Text path={[...path, "done"]} label={t("flows.logInDone")} />
      <Text path={[...path, "refused"]} label={t("flows.logInRefused")} />
      <TargetField path={[...path, "failed"]} label={t("flows.output.failed")} />
      <p className="text-xs leading-5 text-faint">{t("flows.logInHint")}</p>
    </>
  );
}
