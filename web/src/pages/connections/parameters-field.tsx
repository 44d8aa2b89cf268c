import { ClipboardPaste, Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Page as ApiPage, ConnectionParameter } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { Field, Input, Select, Textarea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { VALUE_TYPES } from "./value-types";

interface ParametersProps {
  parameters: ConnectionParameter[];
  onChange: (parameters: ConnectionParameter[]) => void;
}

/** Parameters of the body as dotted names; an example of the body gives them all at once. */
export function ParametersField({ parameters, onChange }: ParametersProps) {
  const { t } = useTranslation();
  const [pasting, setPasting] = useState(false);
  const set = (at: number, change: Partial<ConnectionParameter>) =>
    onChange(parameters.map((one, n) => (n === at ? { ...one, ...change } : one)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 text-[13px] font-medium text-soft">{t("connections.parameters")}</legend>
      {parameters.map((parameter, at) => (
        <div key={at} className="flex items-center gap-1.5 max-sm:flex-wrap">
          <Input
            aria-label={t("connections.parameterName", { n: at + 1 })}
            className="font-mono text-xs"
            value={parameter.name}
            onChange={(event) => set(at, { name: event.target.value })}
          />
          <Input
            aria-label={t("connections.parameterTitle", { n: at + 1 })}
            placeholder={t("connections.parameterTitleHint")}
            value={parameter.title ?? ""}
            onChange={(event) => set(at, { title: event.target.value })}
          />
          <Select
            aria-label={t("connections.parameterType", { n: at + 1 })}
            className="w-40 shrink-0"
            value={parameter.type ?? "text"}
            onChange={(event) => {
              const type = VALUE_TYPES.find((one) => one === event.target.value);
              if (type) set(at, { type });
            }}
          >
            {VALUE_TYPES.map((type) => (
              <option key={type} value={type}>
                {t(`connections.type.${type}`)}
              </option>
            ))}
          </Select>
          <IconButton
            label={t("connections.removeParameter", { n: at + 1 })}
            size="iconSm"
            onClick={() => onChange(parameters.toSpliced(at, 1))}
          >
            <X />
          </IconButton>
        </div>
      ))}
      <div className="flex flex-wrap gap-1.5">
        <Button size="sm" variant="ghost" onClick={() => onChange([...parameters, { name: "" }])}>
          <Plus /> {t("connections.addParameter")}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => setPasting(true)}>
          <ClipboardPaste /> {t("connections.pasteExample")}
        </Button>
      </div>
      <p className="text-xs text-faint">
        {t("connections.parametersHint", { example: "customer.mobilePhone" })}
      </p>
      {pasting ? (
        <ExampleDialog
          close={() => setPasting(false)}
          onRead={(found) => {
            const isNew = (one: ConnectionParameter) => !parameters.some((known) => known.name === one.name);
            onChange([...parameters.filter((one) => one.name !== ""), ...found.filter(isNew)]);
          }}
        />
      ) : null}
    </fieldset>
  );
}

interface ExampleProps {
  close: () => void;
  onRead: (parameters: ConnectionParameter[]) => void;
}

/** Reads parameters from an example of a body. */
export function ExampleDialog({ close, onRead }: ExampleProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const read = async () => {
    const { items } = await api.post<ApiPage<ConnectionParameter>>("/connections/example", { text });
    onRead(items);
  };
  return (
    <FormDialog
      title={t("connections.pasteExample")}
      description={t("connections.exampleText")}
      open
      wide
      onOpenChange={close}
      action={t("connections.readExample")}
      onSubmit={read}
    >
      <Field label={t("connections.example")}>
        {(props) => (
          <Textarea
            {...props}
            required
            autoFocus
            rows={12}
            className="font-mono text-xs"
            placeholder={'{\n  "customer": { "mobilePhone": "…" }\n}'}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
