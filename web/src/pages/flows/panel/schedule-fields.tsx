import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatDateTime } from "@/i18n/format";
import { Field, Input, Select } from "@/ui/field";
import { useForm } from "../../scenarios/form/form-context";
import { Labeled } from "../../scenarios/form/labeled";
import { Weekdays } from "../../scenarios/form/plain-fields";
import { asText, asTree, at, type Path } from "../../scenarios/form/tree";
import type { FlowStep } from "../model";
import { MessageList } from "./message-list";
import { useFlowSchedules } from "./panel-context";

const SPANS = ["minutes", "hours", "days", "weeks", "months"] as const;
type SpanUnit = (typeof SPANS)[number];

interface Part {
  step: FlowStep;
  path: Path;
}

/** When a schedule step runs, what it sends, and how its runs went. */
export function ScheduleFields({ step, path }: Part) {
  const { t } = useTranslation();
  const form = useForm();
  const even = step.every !== undefined;
  const choose = (kind: string) => {
    const { schedule: _, every: __, ...rest } = step;
    const own = kind === "every" ? { every: "1 day" } : { schedule: { time: "10:00" } };
    form.set(path, { ...rest, ...own });
  };
  return (
    <>
      <Field label={t("flows.schedule.runs")}>
        {(props) => (
          <Select {...props} value={even ? "every" : "days"} onChange={(event) => choose(event.target.value)}>
            <option value="days">{t("flows.schedule.onDays")}</option>
            <option value="every">{t("flows.schedule.evenly")}</option>
          </Select>
        )}
      </Field>
      {even ? <EveryField path={[...path, "every"]} /> : <DayFields step={step} path={path} />}
      <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
        <MomentField
          path={[...path, "starts_at"]}
          label={even ? t("flows.schedule.first") : t("flows.schedule.from")}
        />
        <MomentField path={[...path, "ends_at"]} label={t("flows.schedule.until")} />
      </div>
      <RunFacts step={step} />
      <MessageList path={[...path, "messages"]} />
    </>
  );
}

function DayFields({ step, path }: Part) {
  const { t } = useTranslation();
  const form = useForm();
  const { time, weekdays } = asTree(step.schedule);
  return (
    <>
      <Labeled label={t("flows.clock")} path={[...path, "schedule", "time"]}>
        {(props) => (
          <Input
            {...props}
            type="time"
            className="w-32"
            value={asText(time)}
            onChange={(event) => form.set([...path, "schedule", "time"], event.target.value)}
          />
        )}
      </Labeled>
      <fieldset>
        <legend className="pb-1.5 text-[13px] font-medium text-soft">{t("flows.weekdays")}</legend>
        <Weekdays value={weekdays} onChange={(next) => form.set([...path, "schedule", "weekdays"], next)} />
      </fieldset>
    </>
  );
}

const unitOf = (text: string): SpanUnit =>
  SPANS.find((unit) => text.includes(unit.replace(/s$/, ""))) ?? "days";

function EveryField({ path }: { path: Path }) {
  const { t } = useTranslation();
  const form = useForm();
  const text = asText(at(form.tree, path));
  const count = Number.parseInt(text, 10) || 1;
  const unit = unitOf(text);
  const set = (next: number, of: SpanUnit) => {
    const whole = Math.max(1, Math.round(next) || 1);
    form.set(path, `${whole} ${whole === 1 ? of.replace(/s$/, "") : of}`);
  };
  const label = t("flows.schedule.every");
  return (
    <Labeled label={label} path={path}>
      {(props) => (
        <span className="flex gap-1.5">
          <Input
            {...props}
            type="number"
            min={1}
            className="w-24"
            value={count}
            onChange={(event) => set(Number(event.target.value), unit)}
          />
          <Select
            aria-label={t("flows.unitOf", { label })}
            className="w-32"
            value={unit}
            onChange={(event) => set(count, SPANS.find((one) => one === event.target.value) ?? "days")}
          >
            {SPANS.map((one) => (
              <option key={one} value={one}>
                {t(`flows.schedule.unit.${one}`)}
              </option>
            ))}
          </Select>
        </span>
      )}
    </Labeled>
  );
}

function MomentField({ path, label }: { path: Path; label: string }) {
  const form = useForm();
  return (
    <Labeled label={label} path={path}>
      {(props) => (
        <Input
          {...props}
          type="datetime-local"
          value={asText(at(form.tree, path))}
          onChange={(event) => form.set(path, event.target.value || undefined)}
        />
      )}
    </Labeled>
  );
}

/** What the server keeps of the published step. */
function RunFacts({ step }: { step: FlowStep }) {
  const { t } = useTranslation();
  const known = useFlowSchedules().find((one) => one.step === step.id);
  if (!known) return <p className="text-xs leading-5 text-faint">{t("flows.schedule.unpublished")}</p>;
  return (
    <p className="text-xs leading-5 text-faint">
      {known.next_run_at
        ? t("flows.schedule.next", { at: formatDateTime(known.next_run_at) })
        : t("flows.schedule.never")}
      {known.last_run_at ? (
        <>
          {" · "}
          <Link to="/bulk" className="underline">
            {t("flows.schedule.last", { at: formatDateTime(known.last_run_at) })}
          </Link>
        </>
      ) : null}
    </p>
  );
}
