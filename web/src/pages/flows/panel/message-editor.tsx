import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { CheckLine, Input } from "@/ui/field";
import { useFaultAt, useForm } from "../../scenarios/form/form-context";
import { Labeled } from "../../scenarios/form/labeled";
import { asList, asText, asTree, at, type Path } from "../../scenarios/form/tree";
import { ValueField } from "../../scenarios/form/value-field";
import { ButtonRows } from "./button-rows";
import { FileRows } from "./file-rows";

const LONGEST = { text: 4096, caption: 1024 };

/** One message: what it says, what it carries, and its buttons. */
export function MessageEditor({ path, label }: { path: Path; label: string }) {
  const { t } = useTranslation();
  const form = useForm();
  const message = asTree(at(form.tree, path));
  const text = asText(message.text);
  const error = useFaultAt([...path, "text"]);
  const limit = asList(message.files).length > 0 ? LONGEST.caption : LONGEST.text;
  const set = (name: string, value: unknown) => form.set([...path, name], value);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col gap-1">
        <ValueField
          label={label}
          multiline
          hint={t("flows.messageHint")}
          value={text}
          error={error}
          onChange={(next) => set("text", next)}
        />
        <p
          className={cn("text-right text-2xs tabular-nums", text.length > limit ? "text-bad" : "text-faint")}
        >
          {text.length} / {limit}
        </p>
      </div>
      <FileRows path={[...path, "files"]} />
      <ButtonRows path={[...path, "buttons"]} keyboard={message.keyboard === true} />
      <details className="group rounded-md border">
        <summary className="px-2.5 py-1.5 text-xs font-medium text-soft">{t("flows.more")}</summary>
        <div className="flex flex-col gap-2 px-2.5 pb-2.5">
          <CheckLine
            label={t("flows.keyboard")}
            checked={message.keyboard === true}
            onChange={(on) => set("keyboard", on || undefined)}
          />
          <CheckLine
            label={t("flows.hideKeyboard")}
            checked={message.hide_keyboard === true}
            onChange={(on) => set("hide_keyboard", on || undefined)}
          />
          <CheckLine
            label={t("flows.pin")}
            checked={message.pin === true}
            onChange={(on) => set("pin", on || undefined)}
          />
          <Labeled label={t("flows.typing")} path={[...path, "typing_secs"]}>
            {(props) => (
              <Input
                {...props}
                type="number"
                min={0}
                max={60}
                value={asText(message.typing_secs) || "0"}
                onChange={(event) => set("typing_secs", Number(event.target.value) || undefined)}
              />
            )}
          </Labeled>
        </div>
      </details>
    </div>
  );
}
