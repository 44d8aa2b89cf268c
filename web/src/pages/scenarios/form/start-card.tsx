import { Zap } from "lucide-react";
import { useTranslation } from "react-i18next";
import { startName } from "@/trace/describe";
import { CheckLine, Input, Select, Textarea } from "@/ui/field";
import { useFaultAt, useForm } from "./form-context";
import { Labeled } from "./labeled";
import { beginning, kindsOf, settingsOf } from "./settings";
import { SettingsForm } from "./settings-form";
import { asText, asTree } from "./tree";

const MODES = ["parallel", "queue", "restart", "skip"] as const;

/** The event a scenario waits for, what narrows it, and how often it may run. */
export function StartCard() {
  const { t } = useTranslation();
  const { tree, known, change, set } = useForm();
  const start = asTree(tree.start);
  const on = asText(start.on);
  const kinds = kindsOf(known.schema, "on");
  const fault = useFaultAt(["start"]);
  const choose = (next: string) => {
    const begun = beginning(known.schema, "on", next);
    // What the new start knows as well is kept: a pipeline, a time, a filter.
    const takes = known.schema
      ? settingsOf(known.schema, ["start"], { start: begun }, begun).map((one) => one.name)
      : [];
    const kept = Object.fromEntries(
      Object.entries(start).filter(([name]) => name !== "on" && takes.includes(name)),
    );
    change({ ...tree, start: { ...begun, ...kept } });
  };
  return (
    <section
      data-path="start"
      className="rounded-xl border bg-surface shadow-card"
      aria-label={t("outline.when")}
    >
      <header className="flex items-center gap-2.5 border-b bg-accent-soft/50 px-3 py-2">
        <Zap className="size-4 shrink-0 text-accent-ink" aria-hidden />
        <h2 className="shrink-0 text-[13px] font-semibold">{t("outline.when")}</h2>
        <Select
          aria-label={t("scenarioForm.start")}
          value={on}
          onChange={(event) => choose(event.target.value)}
        >
          {kinds.includes(on) ? null : <option value={on}>{on || "—"}</option>}
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {startName(t, kind)}
            </option>
          ))}
        </Select>
      </header>
      <div className="flex flex-col gap-4 p-3">
        {fault ? <p className="text-xs text-bad">{fault}</p> : null}
        <SettingsForm path={["start"]} />
        {on === "hook_received" && !start.hook ? (
          <p className="text-xs text-faint">{t("scenarioForm.hookFirst")}</p>
        ) : null}
        <Limits
          throttle={asText(tree.throttle_secs)}
          once={tree.only_once === true}
          mode={asText(tree.mode)}
          set={set}
        />
      </div>
    </section>
  );
}

function Limits({
  throttle,
  once,
  mode,
  set,
}: {
  throttle: string;
  once: boolean;
  mode: string;
  set: (path: string[], value: unknown) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3 border-t pt-3">
      <div className="w-56">
        <Labeled
          label={t("scenarioForm.throttle")}
          path={["throttle_secs"]}
          hint={t("scenarioForm.throttleHint")}
        >
          {(props) => (
            <Input
              {...props}
              type="number"
              min={5}
              value={throttle}
              onChange={(event) =>
                set(["throttle_secs"], event.target.value === "" ? undefined : Number(event.target.value))
              }
            />
          )}
        </Labeled>
      </div>
      <div className="w-72 max-w-full">
        <Labeled label={t("policy.mode")} path={["mode"]} hint={t("policy.modeHint")}>
          {(props) => (
            <Select
              {...props}
              value={mode || "parallel"}
              onChange={(event) =>
                set(["mode"], event.target.value === "parallel" ? undefined : event.target.value)
              }
            >
              {MODES.map((one) => (
                <option key={one} value={one}>
                  {t(`policy.modes.${one}`)}
                </option>
              ))}
            </Select>
          )}
        </Labeled>
      </div>
      <div className="sm:pt-6">
        <CheckLine
          label={t("outline.once")}
          checked={once}
          onChange={(on) => set(["only_once"], on || undefined)}
        />
      </div>
    </div>
  );
}

/** The scenario's name and what it is for. */
export function NameCard() {
  const { t } = useTranslation();
  const { tree, set } = useForm();
  return (
    <div className="flex flex-col gap-3">
      <Labeled label={t("common.name")} path={["name"]}>
        {(props) => (
          <Input
            {...props}
            value={asText(tree.name)}
            onChange={(event) => set(["name"], event.target.value)}
          />
        )}
      </Labeled>
      <Labeled label={t("scenarioForm.description")} path={["description"]}>
        {(props) => (
          <Textarea
            {...props}
            rows={1}
            className="field-sizing-content min-h-8"
            value={asText(tree.description)}
            onChange={(event) => set(["description"], event.target.value || undefined)}
          />
        )}
      </Labeled>
    </div>
  );
}
