import { useTranslation } from "react-i18next";
import { Segmented } from "@/ui/segmented";
import { useFaultAt, useForm } from "./form-context";
import { KeyTemplatePairs } from "./group-fields";
import { asTree, at, type Path } from "./tree";
import { ValueField } from "./value-field";

const FORMS = ["none", "fields", "form", "json", "raw"] as const;
type BodyForm = (typeof FORMS)[number];

/** What a request carries: one of five forms. Names with dots nest: `buyer.phone` becomes a phone inside a buyer. */
export function BodyField({ path }: { path: Path }) {
  const { t } = useTranslation();
  const form = useForm();
  const value = at(form.tree, path);
  const error = useFaultAt(path);
  const body = asTree(value);
  const shape: BodyForm = FORMS.find((one) => one in body) ?? "none";
  const choose = (next: BodyForm) => {
    if (next === shape) return;
    const pairs = shape === "fields" || shape === "form" ? asTree(body[shape]) : {};
    if (next === "none") form.set(path, undefined);
    else form.set(path, { [next]: next === "fields" || next === "form" ? pairs : "" });
  };
  return (
    <div className="flex flex-col gap-2">
      <Segmented
        label={t("scenarioForm.setting.body")}
        value={shape}
        onChange={choose}
        options={FORMS.map((name) => ({ name, label: t(`scenarioForm.body.${name}`) }))}
      />
      {shape === "fields" || shape === "form" ? (
        <KeyTemplatePairs path={[...path, shape]} label={t("scenarioForm.setting.body")} />
      ) : shape === "none" ? (
        <p className="text-xs text-faint">{t("scenarioForm.bodyNone")}</p>
      ) : (
        <ValueField
          label={t("scenarioForm.setting.body")}
          value={body[shape]}
          path={[...path, shape]}
          error={error}
          multiline
          preview
          onChange={(next) => form.set([...path, shape], String(next))}
        />
      )}
    </div>
  );
}
