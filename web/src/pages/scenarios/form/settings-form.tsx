import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useForm } from "./form-context";
import { SettingField } from "./setting-field";
import { type Setting, settingsOf } from "./settings";
import { asTree, at, type Path } from "./tree";

/** Settings that need the whole width. */
const WIDE = new Set([
  "paragraph",
  "recordFields",
  "findBy",
  "results",
  "pairs",
  "body",
  "group",
  "list",
  "raw",
  "weekdays",
  "fieldNames",
  "files",
  "messageButtons",
  "notifyButtons",
]);
const isWide = ({ widget, name }: Setting) => WIDE.has(widget) || name === "url";

/** A form made of what the schema allows at a path: every start, action and part of them can be edited with it. */
export function SettingsForm({ path }: { path: Path }) {
  const { t } = useTranslation();
  const { tree, known } = useForm();
  const value = asTree(at(tree, path));
  const kind = String(value.action ?? value.on ?? "");
  const present = Object.keys(value).join(" ");
  const settings = useMemo(
    () => (known.schema ? settingsOf(known.schema, path, tree, value) : []),
    // What is allowed depends on the kind and on which settings there are, not on their values.
    [known.schema, kind, present, path.join(".")],
  );
  if (settings.length === 0) return <p className="text-[13px] text-faint">{t("scenarioForm.noSettings")}</p>;
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-md:grid-cols-1">
      {settings.map((setting) => (
        <div key={setting.name} className={isWide(setting) ? "col-span-full min-w-0" : "min-w-0"}>
          <SettingField path={[...path, setting.name]} setting={setting} owner={value} />
        </div>
      ))}
    </div>
  );
}
