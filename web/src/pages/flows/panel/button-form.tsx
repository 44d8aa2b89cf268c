import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Field, Select } from "@/ui/field";
import { isMap } from "@/ui/is-map";
import { useFaultAt, useForm } from "../../scenarios/form/form-context";
import { asTree, at, type Path } from "../../scenarios/form/tree";
import { ValueField } from "../../scenarios/form/value-field";
import { TargetField } from "./target-field";

const PRESSES = [
  "next",
  "go_to",
  "run",
  "scenario",
  "url",
  "web_app",
  "query",
  "share_phone",
  "share_location",
] as const;
type Press = (typeof PRESSES)[number];
const PLAIN = new Set<Press>(["next", "share_phone", "share_location"]);
const KEYBOARD_ONLY = new Set<Press>(["share_phone", "share_location"]);
const INLINE_ONLY = new Set<Press>(["url", "web_app", "query"]);

function pressOf(value: unknown): Press {
  const name = isMap(value) ? Object.keys(value)[0] : value;
  return PRESSES.find((one) => one === name) ?? "next";
}

interface ButtonProps {
  path: Path;
  keyboard: boolean;
  onRemove: () => void;
}

/** One button: its caption, and what a press does. */
export function ButtonForm({ path, keyboard, onRemove }: ButtonProps) {
  const { t } = useTranslation();
  const form = useForm();
  const button = asTree(at(form.tree, path));
  const press = pressOf(button.press);
  const fits = (one: Press) => one === press || (keyboard ? !INLINE_ONLY.has(one) : !KEYBOARD_ONLY.has(one));
  const choose = (next: Press) =>
    form.set([...path, "press"], next === "next" ? undefined : PLAIN.has(next) ? next : { [next]: "" });
  return (
    <div className="flex flex-col gap-3 rounded-md border bg-sunken p-2.5">
      <div className="flex flex-col gap-1.5">
        <span className="text-[13px] font-medium text-soft">{t("flows.caption")}</span>
        <ValueField
          label={t("flows.caption")}
          value={button.text}
          error={useFaultAt([...path, "text"])}
          onChange={(next) => form.set([...path, "text"], next)}
        />
      </div>
      <Field label={t("flows.onPress")} error={useFaultAt([...path, "press"])}>
        {(props) => (
          <Select
            {...props}
            value={press}
            onChange={(event) => choose(PRESSES.find((one) => one === event.target.value) ?? "next")}
          >
            {PRESSES.filter(fits).map((one) => (
              <option key={one} value={one}>
                {t(`flows.press.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <PressTarget path={[...path, "press"]} press={press} />
      <Button variant="ghost" size="sm" className="self-start text-bad" onClick={onRemove}>
        <Trash2 /> {t("flows.removeButton")}
      </Button>
    </div>
  );
}

function PressTarget({ path, press }: { path: Path; press: Press }) {
  const { t } = useTranslation();
  const form = useForm();
  if (PLAIN.has(press)) return null;
  const place: Path = [...path, press];
  if (press === "go_to" || press === "run") return <TargetField path={place} label={t("flows.target")} />;
  const value = at(form.tree, place);
  if (press === "scenario")
    return (
      <Field label={t("flows.scenario")}>
        {(props) => (
          <Select
            {...props}
            value={String(value ?? "")}
            onChange={(event) => form.set(place, event.target.value)}
          >
            <option value="">—</option>
            {form.known.scenarios
              .filter((one) => one.manual)
              .map((one) => (
                <option key={one.key} value={one.key}>
                  {one.name}
                </option>
              ))}
          </Select>
        )}
      </Field>
    );
  const label = press === "query" ? t("flows.queryText") : t("flows.address");
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-[13px] font-medium text-soft">{label}</span>
      <ValueField
        label={label}
        value={value}
        hint={press === "query" ? "" : "https://"}
        onChange={(next) => form.set(place, next)}
      />
    </div>
  );
}
