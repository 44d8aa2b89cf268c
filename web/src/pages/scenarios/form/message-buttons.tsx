import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { CheckLine, Select } from "@/ui/field";
import { isMap } from "@/ui/is-map";
import { faultsAt, useForm } from "./form-context";
import { KeySelect } from "./key-select";
import { asList, asText, asTree, at, type Path } from "./tree";
import { ValueField } from "./value-field";

const PRESSES = ["next", "scenario", "url", "go_to", "run"] as const;
type Press = (typeof PRESSES)[number];

function pressOf(value: unknown): Press | undefined {
  const name = isMap(value) ? Object.keys(value)[0] : (value ?? "next");
  return PRESSES.find((one) => one === name);
}

interface RowProps {
  path: Path;
  n: number;
  onRemove: () => void;
  children: React.ReactNode;
}

/** The caption of a button, and what belongs to it below. */
function ButtonRow({ path, n, onRemove, children }: RowProps) {
  const { t } = useTranslation();
  const form = useForm();
  const label = t("scenarioForm.buttonCaption", { n });
  return (
    <li className="flex flex-col gap-2 rounded-md border bg-sunken p-2.5">
      <div className="flex items-start gap-1.5">
        <ValueField
          label={label}
          value={asTree(at(form.tree, path)).text}
          path={[...path, "text"]}
          onChange={(next) => form.set([...path, "text"], next)}
        />
        <IconButton size="icon" label={`${t("common.remove")}: ${label}`} onClick={onRemove}>
          <X />
        </IconButton>
      </div>
      {children}
    </li>
  );
}

/** Buttons under a message to a person: each with what a press does. A new one stands in a row of its own. */
export function MessageButtons({ path }: { path: Path }) {
  const { t } = useTranslation();
  const form = useForm();
  const rows = asList(at(form.tree, path)).map(asList);
  const write = (next: unknown[][]) => {
    const kept = next.filter((row) => row.length > 0);
    form.set(path, kept.length > 0 ? kept : undefined);
  };
  const all = rows.flatMap((row, r) => row.map((_, b) => ({ r, b })));
  return (
    <div className="flex flex-col gap-2">
      <ul className="flex flex-col gap-2">
        {all.map(({ r, b }, index) => (
          <ButtonRow
            key={`${r}.${b}`}
            path={[...path, r, b]}
            n={index + 1}
            onRemove={() => write(rows.map((row, at) => (at === r ? row.toSpliced(b, 1) : row)))}
          >
            <PressField path={[...path, r, b, "press"]} n={index + 1} />
          </ButtonRow>
        ))}
      </ul>
      <Button
        variant="ghost"
        size="sm"
        className="self-start"
        onClick={() => write([...rows, [{ text: "" }]])}
      >
        <Plus /> {t("scenarioForm.addButton")}
      </Button>
    </div>
  );
}

function PressField({ path, n }: { path: Path; n: number }) {
  const { t } = useTranslation();
  const form = useForm();
  const value = at(form.tree, path);
  const press = pressOf(value);
  const fault = faultsAt(form.faults, path)[0]?.message;
  const bot = asText(asTree(at(form.tree, path.slice(0, -4))).bot);
  const choose = (next: string) => form.set(path, next === "next" ? undefined : { [next]: "" });
  return (
    <div className="flex flex-wrap items-start gap-1.5">
      <Select
        aria-label={t("scenarioForm.buttonPress", { n })}
        className="w-56"
        value={press ?? ""}
        onChange={(event) => choose(event.target.value)}
      >
        {press === undefined ? <option value="">{JSON.stringify(value)}</option> : null}
        {PRESSES.map((one) => (
          <option key={one} value={one}>
            {t(`scenarioForm.press.${one}`)}
          </option>
        ))}
      </Select>
      {press === "scenario" ? (
        <div className="min-w-56 flex-1">
          <KeySelect
            path={[...path, "scenario"]}
            label={t("scenarioForm.setting.scenario")}
            family="manual"
            owner={asTree(value)}
            required
          />
        </div>
      ) : null}
      {press === "url" ? (
        <ValueField
          label={t("scenarioForm.setting.url")}
          value={asTree(value).url}
          path={[...path, "url"]}
          onChange={(next) => form.set([...path, "url"], next)}
        />
      ) : null}
      {press === "go_to" || press === "run" ? (
        <StepChoice path={[...path, press]} bot={bot} label={t("flows.target")} />
      ) : null}
      {fault ? <p className="w-full text-xs text-bad">{fault}</p> : null}
    </div>
  );
}

/** A step of any published flow, written as `flow/step`. */
function StepChoice({ path, bot, label }: { path: Path; bot: string; label: string }) {
  const form = useForm();
  const value = asText(at(form.tree, path));
  const steps = (form.known.completions?.keys.flow_steps ?? [])
    .map(({ key, name }) => ({ bot: key.split("/")[0], key: key.split("/").slice(1).join("/"), name }))
    .filter((step) => !bot || step.bot === bot);
  return (
    <Select
      aria-label={label}
      className="min-w-56 flex-1"
      value={value}
      onChange={(event) => form.set(path, event.target.value)}
    >
      {steps.some((step) => step.key === value) ? null : <option value={value}>{value || "—"}</option>}
      {steps.map((step) => (
        <option key={`${step.bot} ${step.key}`} value={step.key}>
          {step.key.split("/")[0]} / {step.name}
        </option>
      ))}
    </Select>
  );
}

/** Buttons under a notification: each runs a manual scenario. */
export function NotifyButtons({ path }: { path: Path }) {
  const { t } = useTranslation();
  const form = useForm();
  const buttons = asList(at(form.tree, path));
  const write = (next: unknown[]) => form.set(path, next.length > 0 ? next : undefined);
  return (
    <div className="flex flex-col gap-2">
      <ul className="flex flex-col gap-2">
        {buttons.map((button, index) => (
          <ButtonRow
            key={index}
            path={[...path, index]}
            n={index + 1}
            onRemove={() => write(buttons.toSpliced(index, 1))}
          >
            <KeySelect
              path={[...path, index, "scenario"]}
              label={t("scenarioForm.setting.scenario")}
              family="manual"
              owner={asTree(button)}
              required
            />
            <CheckLine
              label={t("scenarioForm.buttonOnce")}
              checked={asTree(button).once === true}
              onChange={(on) => form.set([...path, index, "once"], on || undefined)}
            />
          </ButtonRow>
        ))}
      </ul>
      <Button
        variant="ghost"
        size="sm"
        className="self-start"
        disabled={buttons.length >= 8}
        onClick={() => write([...buttons, { text: "", scenario: "", once: true }])}
      >
        <Plus /> {t("scenarioForm.addButton")}
      </Button>
    </div>
  );
}
