import type { ConnectionKind } from "@/api/types";
import { Field, Input, Select } from "@/ui/field";

interface SettingFieldsProps {
  manifest: ConnectionKind;
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
}

/** What a kind asks for, as its manifest declares it. */
export function SettingFields({ manifest, values, onChange }: SettingFieldsProps) {
  return (manifest.settings ?? []).map((setting) => {
    const value = values[setting.key] ?? "";
    const set = (text: string) => onChange({ ...values, [setting.key]: text });
    const choices = setting.choices ?? [];
    return (
      <Field key={setting.key} label={setting.name} hint={setting.description}>
        {(props) =>
          choices.length > 0 ? (
            <Select {...props} value={value || setting.default} onChange={(event) => set(event.target.value)}>
              {choices.map((choice) => (
                <option key={choice} value={choice}>
                  {choice}
                </option>
              ))}
            </Select>
          ) : (
            <Input
              {...props}
              required={(setting.required ?? false) && !setting.default}
              placeholder={setting.default}
              value={value}
              onChange={(event) => set(event.target.value)}
            />
          )
        }
      </Field>
    );
  });
}
