import { useTranslation } from "react-i18next";
import { Field, Input, Select, Textarea } from "@/ui/field";
import { TagInput } from "@/ui/tag-input";
import { ConditionRows } from "../../scenarios/form/condition-rows";
import { useForm } from "../../scenarios/form/form-context";
import { Labeled } from "../../scenarios/form/labeled";
import { asList, asText, type Path } from "../../scenarios/form/tree";
import type { FlowStep } from "../model";
import { outputs } from "../outputs";
import { PushRows } from "./push-rows";
import { SecondsField } from "./seconds-field";
import { Fold } from "./step-panel";
import { TargetField } from "./target-field";

const STATUSES = ["auto", "manual", "waiting", "blocked", "finished"] as const;

/** What every step has: where it goes on, who it is for, how it is entered, and what happens around it. */
export function CommonFields({ step, path }: { step: FlowStep; path: Path }) {
  const { t } = useTranslation();
  const form = useForm();
  const audience = asList(step.if);
  const leads = outputs(step).some((way) => way.kind === "next") || step.off === true;
  return (
    <>
      {leads ? (
        <TargetField path={[...path, "next"]} label={t("flows.output.next")} nowhere={t("flows.stays")} />
      ) : null}
      <Fold label={t("flows.entry")} open={audience.length > 0 || asList(step.aliases).length > 0}>
        <Field label={t("flows.aliases")} hint={t("flows.aliasesHint")}>
          {({ id }) => (
            <TagInput
              id={id}
              label={t("flows.aliases")}
              value={asList(step.aliases).map(asText)}
              onChange={(next) => form.set([...path, "aliases"], next.length > 0 ? next : undefined)}
            />
          )}
        </Field>
        <fieldset className="flex min-w-0 flex-col gap-1.5">
          <legend className="pb-1.5 text-[13px] font-medium text-soft">{t("flows.audience")}</legend>
          <ConditionRows path={[...path, "if"]} rows={audience} join="choose" />
        </fieldset>
        {audience.length > 0 || step.otherwise ? (
          <TargetField
            path={[...path, "otherwise"]}
            label={t("flows.output.otherwise")}
            nowhere={t("flows.skips")}
          />
        ) : null}
      </Fold>
      <Fold
        label={t("flows.around")}
        open={Boolean(step.delay_secs || step.finish || asList(step.pushes).length > 0)}
      >
        <SecondsField path={[...path, "delay_secs"]} label={t("flows.delay")} hint={t("flows.delayHint")} />
        <Labeled label={t("flows.finish")} path={[...path, "finish"]} hint={t("flows.finishHint")}>
          {(props) => (
            <Select
              {...props}
              value={asText(step.finish)}
              onChange={(event) => form.set([...path, "finish"], event.target.value || undefined)}
            >
              <option value="">{t("flows.unchanged")}</option>
              {STATUSES.map((status) => (
                <option key={status} value={status}>
                  {t(`flows.status.${status}`)}
                </option>
              ))}
            </Select>
          )}
        </Labeled>
        <PushRows path={[...path, "pushes"]} />
      </Fold>
      <Labeled label={t("flows.comment")} path={[...path, "comment"]} hint={t("flows.commentHint")}>
        {(props) => (
          <Textarea
            {...props}
            rows={2}
            maxLength={2000}
            className="bg-warn-soft"
            value={asText(step.comment)}
            onChange={(event) => form.set([...path, "comment"], event.target.value || undefined)}
          />
        )}
      </Labeled>
    </>
  );
}

/** The flow itself, shown while no step is selected. */
export function FlowFields() {
  const { t } = useTranslation();
  const form = useForm();
  const { name, description } = form.tree;
  return (
    <div className="flex flex-col gap-4 p-4">
      <Labeled label={t("common.name")} path={["name"]}>
        {(props) => (
          <Input
            {...props}
            value={asText(name)}
            onChange={(event) => form.set(["name"], event.target.value)}
          />
        )}
      </Labeled>
      <Labeled label={t("flows.description")} path={["description"]}>
        {(props) => (
          <Input
            {...props}
            value={asText(description)}
            onChange={(event) => form.set(["description"], event.target.value || undefined)}
          />
        )}
      </Labeled>
      <TargetField path={["start"]} label={t("flows.start")} nowhere={t("flows.firstStep")} />
      <Fold label={t("flows.flowPushes")} open={asList(form.tree.pushes).length > 0}>
        <p className="text-xs text-faint">{t("flows.flowPushesHint")}</p>
        <PushRows path={["pushes"]} />
      </Fold>
      <p className="rounded-lg border border-dashed p-3 text-xs leading-5 text-faint">
        {t("flows.panelHint")}
      </p>
    </div>
  );
}
