import { useTranslation } from "react-i18next";
import { CheckLine, Input, Select } from "@/ui/field";
import { faultsAt, useForm } from "./form-context";
import { Labeled } from "./labeled";
import { asText, asTree, at, type Path, type Tree } from "./tree";
import { ValueField } from "./value-field";

const KINDS = ["none", "after", "at", "on_date", "on_day_of_year"] as const;
type Kind = (typeof KINDS)[number];
const UNITS = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"] as const;

const begin: Record<Exclude<Kind, "none">, unknown> = {
  after: "1 day",
  at: "tomorrow 10:00",
  on_date: { date: "", time: "10:00" },
  on_day_of_year: { date: "", time: "10:00" },
};

/** `3 days` as its two parts. */
function readSpan(text: string): { count: string; unit: (typeof UNITS)[number] } {
  const [count = "", word = ""] = text.trim().split(/\s+/);
  const unit = UNITS.find((one) => one.startsWith(word.replace(/s$/, "")) && word !== "") ?? "days";
  return { count, unit };
}
export function writeSpan(count: string, unit: string): string {
  return `${count || "1"} ${count === "1" || count === "" ? unit.replace(/s$/, "") : unit}`;
}

/** When an action is carried out: at once, or put off in one of four ways. */
export function TimerEditor({ path }: { path: Path }) {
  const { t } = useTranslation();
  const form = useForm();
  const timer = asTree(at(form.tree, path));
  const kind: Kind = KINDS.find((one) => one !== "none" && one in timer) ?? "none";
  const fault = faultsAt(form.faults, path, true)[0]?.message;
  const choose = (next: Kind) => {
    const { after: _a, at: _b, on_date, on_day_of_year, ...rest } = timer;
    if (next === "none") return form.set(path, undefined);
    const day = next === "on_date" ? on_day_of_year : next === "on_day_of_year" ? on_date : undefined;
    const kept = asTree(day);
    form.set(path, { [next]: day ? { date: kept.date, time: kept.time ?? "10:00" } : begin[next], ...rest });
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-md:grid-cols-1">
        <Labeled label={t("scenarioForm.timer.when")} path={path}>
          {(props) => (
            <Select
              {...props}
              value={kind}
              onChange={(event) => {
                const next = KINDS.find((one) => one === event.target.value);
                if (next) choose(next);
              }}
            >
              {KINDS.map((one) => (
                <option key={one} value={one}>
                  {t(`scenarioForm.timer.${one}`)}
                </option>
              ))}
            </Select>
          )}
        </Labeled>
        {kind === "after" ? <SpanFields path={[...path, "after"]} value={asText(timer.after)} /> : null}
        {kind === "at" ? (
          <DateTemplate
            path={[...path, "at"]}
            label={t("scenarioForm.timer.phrase")}
            hint={t("scenarioForm.timer.phraseHint")}
          />
        ) : null}
        {kind === "on_date" || kind === "on_day_of_year" ? (
          <DayFields path={[...path, kind]} kind={kind} />
        ) : null}
      </div>
      {kind === "none" ? null : <TimerRules path={path} timer={timer} dated={kind === "on_date"} />}
      {fault ? <p className="text-xs text-bad">{fault}</p> : null}
    </div>
  );
}

function SpanFields({ path, value }: { path: Path; value: string }) {
  const { t } = useTranslation();
  const form = useForm();
  const { count, unit } = readSpan(value);
  return (
    <Labeled label={t("scenarioForm.timer.span")} path={path}>
      {(props) => (
        <span className="flex gap-1.5">
          <Input
            {...props}
            type="number"
            min={1}
            className="w-24"
            value={count}
            onChange={(event) => form.set(path, writeSpan(event.target.value, unit))}
          />
          <Select
            aria-label={t("scenarioForm.timer.unit")}
            value={unit}
            onChange={(event) => form.set(path, writeSpan(count, event.target.value))}
          >
            {UNITS.map((one) => (
              <option key={one} value={one}>
                {t(`scenarioForm.unit.${one}`)}
              </option>
            ))}
          </Select>
        </span>
      )}
    </Labeled>
  );
}

function DateTemplate({ path, label, hint }: { path: Path; label: string; hint: string }) {
  const form = useForm();
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-[13px] font-medium text-soft">{label}</span>
      <ValueField
        label={label}
        type="date"
        path={path}
        value={at(form.tree, path)}
        preview
        onChange={(next) => form.set(path, String(next))}
      />
      <p className="text-xs text-faint">{hint}</p>
    </div>
  );
}

function DayFields({ path, kind }: { path: Path; kind: "on_date" | "on_day_of_year" }) {
  const { t } = useTranslation();
  const form = useForm();
  const day = asTree(at(form.tree, path));
  return (
    <>
      <DateTemplate
        path={[...path, "date"]}
        label={t("scenarioForm.timer.date")}
        hint={t("scenarioForm.timer.dateHint")}
      />
      <Labeled label={t("scenarioForm.timer.time")} path={[...path, "time"]}>
        {(props) => (
          <Input
            {...props}
            type="time"
            value={asText(day.time)}
            onChange={(event) => form.set([...path, "time"], event.target.value || undefined)}
          />
        )}
      </Labeled>
      <Labeled
        label={t("scenarioForm.timer.shift")}
        path={[...path, "shift_days"]}
        hint={t("scenarioForm.timer.shiftHint")}
      >
        {(props) => (
          <Input
            {...props}
            type="number"
            value={asText(day.shift_days) || "0"}
            onChange={(event) => form.set([...path, "shift_days"], Number(event.target.value) || undefined)}
          />
        )}
      </Labeled>
      {kind === "on_day_of_year" ? (
        <div className="col-span-full flex flex-wrap gap-x-4">
          <CheckLine
            label={t("scenarioForm.timer.everyYear")}
            checked={day.every_year === true}
            onChange={(on) => form.set([...path, "every_year"], on || undefined)}
          />
          <CheckLine
            label={t("scenarioForm.timer.leapToMarch")}
            checked={day.leap_day_to_march === true}
            onChange={(on) => form.set([...path, "leap_day_to_march"], on || undefined)}
          />
        </div>
      ) : null}
    </>
  );
}

function TimerRules({ path, timer, dated }: { path: Path; timer: Tree; dated: boolean }) {
  const { t } = useTranslation();
  const form = useForm();
  return (
    <div className="flex flex-wrap gap-x-4">
      <CheckLine
        label={t("scenarioForm.timer.overwrite")}
        checked={timer.overwrite === true}
        onChange={(on) => form.set([...path, "overwrite"], on || undefined)}
      />
      <CheckLine
        label={t("scenarioForm.timer.contactZone")}
        checked={timer.zone === "contact"}
        onChange={(on) => form.set([...path, "zone"], on ? "contact" : undefined)}
      />
      {dated ? (
        <CheckLine
          label={t("scenarioForm.timer.firePast")}
          checked={timer.if_past === "fire_now"}
          onChange={(on) => form.set([...path, "if_past"], on ? "fire_now" : undefined)}
        />
      ) : null}
    </div>
  );
}
