import { useTranslation } from "react-i18next";
import { FileRows } from "@/pages/flows/panel/file-rows";
import { CheckLine, Input, Select } from "@/ui/field";
import { BodyField } from "./body-field";
import { choicesOf } from "./choices";
import { useFaultAt, useForm } from "./form-context";
import { FieldMap, FieldNames, FindBy, KeyTemplatePairs, Results } from "./group-fields";
import { KeySelect } from "./key-select";
import { Labeled, Titled } from "./labeled";
import { MessageButtons, NotifyButtons } from "./message-buttons";
import { CheckSet, NumberList, RawField, Weekdays } from "./plain-fields";
import { optionName, settingHint, settingName } from "./setting-names";
import { kindFor, type Setting } from "./settings";
import { SettingsForm } from "./settings-form";
import { useStaffChats } from "./staff-chats";
import { asText, asTree, at, type Path, type Tree } from "./tree";
import { ValueField } from "./value-field";

interface SettingProps {
  path: Path;
  setting: Setting;
  /** The part the setting belongs to. */
  owner: Tree;
}

/** One setting with the field that fits it. */
export function SettingField({ path, setting, owner }: SettingProps) {
  const { t } = useTranslation();
  const form = useForm();
  const value = at(form.tree, path);
  const label = settingName(t, setting.widget === "flowStep" ? "flowStep" : setting.name);
  const hint = hintOf(setting, owner) ? settingHint(t, setting.name) : undefined;
  const kind = kindFor(form.tree, owner);
  const set = (next: unknown) => form.set(path, next);
  switch (setting.widget) {
    case "template":
    case "paragraph":
      return (
        <TemplateSetting
          path={path}
          label={label}
          hint={hint}
          long={setting.widget === "paragraph"}
          required={setting.required}
          staffOf={setting.name === "chat" ? owner : undefined}
        />
      );
    case "user":
    case "task_type":
    case "loss_reason":
      return (
        <TemplateSetting
          path={path}
          label={label}
          hint={hint}
          widget={setting.widget}
          required={setting.required}
          told={owner.action === "notify"}
        />
      );
    case "flag":
      return (
        <CheckLine
          label={label}
          checked={value === true}
          onChange={(on) => set(on || setting.required ? on : undefined)}
        />
      );
    case "choice":
      return (
        <Labeled label={label} path={path} hint={hint}>
          {(props) => (
            <Select
              {...props}
              value={asText(value)}
              onChange={(event) => set(event.target.value || undefined)}
            >
              {setting.required ? null : (
                <option value="">
                  {"on" in owner
                    ? t("scenarioForm.any")
                    : setting.name === "method"
                      ? "POST"
                      : t("scenarioForm.usual")}
                </option>
              )}
              {setting.required && value === undefined ? <option value="">—</option> : null}
              {optionsOf(setting, owner).map((option) => (
                <option key={option} value={option}>
                  {optionName(t, option, setting.name)}
                </option>
              ))}
            </Select>
          )}
        </Labeled>
      );
    case "number":
      return (
        <Labeled label={label} path={path} hint={hint}>
          {(props) => (
            <Input
              {...props}
              type="number"
              value={asText(value)}
              onChange={(event) => set(event.target.value === "" ? undefined : Number(event.target.value))}
            />
          )}
        </Labeled>
      );
    case "text":
    case "global":
      return (
        <Labeled label={label} path={path} hint={hint}>
          {(props) => (
            <Input
              {...props}
              value={asText(value)}
              list={setting.widget === "global" ? "scenario-globals" : undefined}
              onChange={(event) =>
                set(event.target.value === "" && !setting.required ? undefined : event.target.value)
              }
            />
          )}
        </Labeled>
      );
    case "time":
      return (
        <Labeled label={label} path={path} hint={hint}>
          {(props) => (
            <Input
              {...props}
              type="time"
              value={asText(value)}
              onChange={(event) => set(event.target.value || undefined)}
            />
          )}
        </Labeled>
      );
    case "pipeline":
    case "stage":
    case "scenario":
    case "manual":
    case "hook":
    case "secret":
    case "block":
    case "step":
    case "bot":
    case "flow":
    case "flowStep":
      return (
        <KeySelect
          path={path}
          label={label}
          hint={hint}
          family={setting.widget}
          owner={owner}
          required={setting.required}
        />
      );
    case "choices":
      return (
        <Titled label={label} path={path} hint={hint}>
          <CheckSet
            value={value}
            options={setting.options.map((one) => [one, optionName(t, one)])}
            onChange={set}
          />
        </Titled>
      );
    case "weekdays":
      return (
        <Titled label={label} path={path} hint={hint}>
          <Weekdays value={value} onChange={set} />
        </Titled>
      );
    case "numbers":
      return <NumberList path={path} label={label} hint={hint} value={value} onChange={set} />;
    case "fieldNames":
      return (
        <Titled label={label} path={path} hint={hint}>
          <FieldNames path={path} kind={kind} />
        </Titled>
      );
    case "recordFields":
      return (
        <Optional
          path={path}
          label={label}
          required={setting.required || setting.name === "fields"}
          empty={{}}
        >
          <FieldMap path={path} kind={kind} />
        </Optional>
      );
    case "findBy":
      return (
        <Titled label={label} path={path} hint={hint}>
          <FindBy path={path} kind={kind} />
        </Titled>
      );
    case "results":
      return (
        <Titled label={label} path={path} hint={hint}>
          <Results path={path} />
        </Titled>
      );
    case "pairs":
      return (
        <Titled label={label} path={path} hint={hint}>
          <KeyTemplatePairs path={path} label={label} />
        </Titled>
      );
    case "files":
    case "messageButtons":
    case "notifyButtons": {
      const Rows = ROWS[setting.widget];
      return (
        <Titled label={label} path={path} hint={hint}>
          <Rows path={path} />
        </Titled>
      );
    }
    case "body":
      return (
        <Titled label={label} path={path} hint={hint}>
          <BodyField path={path} />
        </Titled>
      );
    case "group":
      return (
        <Optional
          path={path}
          label={label}
          hint={hint}
          required={setting.required}
          empty={setting.name === "each" ? { kind: "lead" } : {}}
        >
          <SettingsForm path={path} />
        </Optional>
      );
    default:
      return <RawField path={path} label={label} value={value} onChange={set} />;
  }
}

/** Whether the hint of a name says the truth in its place. */
function hintOf({ name }: Setting, owner: Tree): boolean {
  if (name === "bot") return "action" in owner && owner.action !== "send_telegram";
  return name !== "users" || owner.action === "notify";
}

const ROWS = { files: FileRows, messageButtons: MessageButtons, notifyButtons: NotifyButtons };

/** The values of a choice: only a platform stops a dialog, an action cannot. */
const optionsOf = ({ name, options }: Setting, owner: Tree) =>
  name === "status" && "action" in owner ? options.filter((one) => one !== "stopped") : options;

interface TemplateSettingProps {
  path: Path;
  label: string;
  hint?: string;
  long?: boolean;
  required: boolean;
  widget?: "user" | "task_type" | "loss_reason";
  /** Users that are told something: also by the words for the responsible and for everybody. */
  told?: boolean;
  /** The action whose chat of staff it is. */
  staffOf?: Tree;
}

function TemplateSetting({ path, label, hint, long, required, widget, told, staffOf }: TemplateSettingProps) {
  const { t } = useTranslation();
  const form = useForm();
  const error = useFaultAt(path);
  const chats = useStaffChats(staffOf);
  const choices = staffOf
    ? chats
    : widget === "loss_reason"
      ? form.known.lossReasons.map((value) => ({ value, label: value }))
      : widget === "user"
        ? [
            ...(told
              ? [
                  { value: "responsible", label: t("scenarioForm.toResponsible") },
                  { value: "all", label: t("scenarioForm.toAll") },
                ]
              : []),
            ...form.known.users.map(({ name, email }) => ({ value: email, label: name, detail: email })),
          ]
        : widget
          ? choicesOf(t, form.known, widget)
          : undefined;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <span className="text-[13px] font-medium text-soft">{label}</span>
      <ValueField
        label={label}
        path={path}
        value={at(form.tree, path)}
        multiline={long}
        choices={choices}
        preview
        onChange={(value) => form.set(path, value === "" && !required ? undefined : value)}
      />
      {hint && !error ? <p className="text-xs leading-4 text-faint">{hint}</p> : null}
    </div>
  );
}

interface OptionalProps {
  path: Path;
  label: string;
  hint?: string;
  required: boolean;
  empty: unknown;
  children: React.ReactNode;
}

/** A part that may be there or not. */
function Optional({ path, label, hint, required, empty, children }: OptionalProps) {
  const form = useForm();
  const there = at(form.tree, path) !== undefined;
  if (required)
    return (
      <Titled label={label} path={path} hint={hint}>
        {children}
      </Titled>
    );
  return (
    <div className="flex flex-col gap-2">
      <CheckLine
        label={label}
        checked={there}
        onChange={(on) => form.set(path, on ? asTree(empty) : undefined)}
      />
      {there ? (
        <div className="rounded-lg border p-3">{children}</div>
      ) : hint ? (
        <p className="text-xs text-faint">{hint}</p>
      ) : null}
    </div>
  );
}
