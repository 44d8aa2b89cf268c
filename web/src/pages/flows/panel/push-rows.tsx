import { BellRing, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { useForm } from "../../scenarios/form/form-context";
import { asList, at, type Path } from "../../scenarios/form/tree";
import { MessageEditor } from "./message-editor";
import { SecondsField } from "./seconds-field";

/** Messages to somebody who is silent, each so long after the one before. */
export function PushRows({ path }: { path: Path }) {
  const { t } = useTranslation();
  const form = useForm();
  const pushes = asList(at(form.tree, path));
  const write = (next: unknown[]) => form.set(path, next.length > 0 ? next : undefined);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1.5 text-[13px] font-medium text-soft">{t("flows.pushes")}</legend>
      {pushes.map((_, index) => (
        <div key={index} className="flex flex-col gap-3 rounded-md border bg-sunken p-2.5">
          <SecondsField path={[...path, index, "after_secs"]} label={t("flows.pushAfter")} required />
          <MessageEditor path={[...path, index, "message"]} label={t("flows.pushText", { n: index + 1 })} />
          <Button
            variant="ghost"
            size="sm"
            className="self-start text-bad"
            onClick={() => write(pushes.toSpliced(index, 1))}
          >
            <Trash2 /> {t("flows.removePush")}
          </Button>
        </div>
      ))}
      <Button
        variant="ghost"
        size="sm"
        className="self-start"
        onClick={() => write([...pushes, { after_secs: 3600, message: { text: "" } }])}
      >
        <BellRing /> {t("flows.addPush")}
      </Button>
    </fieldset>
  );
}
