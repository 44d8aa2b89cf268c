import { useTranslation } from "react-i18next";
import { Field, Input } from "@/ui/field";

interface AttributesProps {
  attributes: string[];
  onChange: (attributes: string[]) => void;
}

/** Names of extra attributes, separated by commas: they appear among the fields of the source. */
export function AttributesField({ attributes, onChange }: AttributesProps) {
  const { t } = useTranslation();
  const read = (text: string) =>
    onChange(
      text
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== ""),
    );
  return (
    <Field label={t("connections.attributes")} hint={t("connections.attributesHint")}>
      {(props) => (
        <Input
          {...props}
          className="font-mono text-xs"
          defaultValue={attributes.join(", ")}
          placeholder="mindboxDeviceUUID"
          onChange={(event) => read(event.target.value)}
        />
      )}
    </Field>
  );
}
