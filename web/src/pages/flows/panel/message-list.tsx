import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { useForm } from "../../scenarios/form/form-context";
import { asList, at, type Path } from "../../scenarios/form/tree";
import { MessageEditor } from "./message-editor";

/** The messages of a step, in the order in which they go out. */
export function MessageList({ path }: { path: Path }) {
  const { t } = useTranslation();
  const form = useForm();
  const messages = asList(at(form.tree, path));
  const write = (next: unknown[]) => form.set(path, next);
  const swap = (index: number, by: number) => {
    const other = messages[index + by];
    write(messages.with(index + by, messages[index]).with(index, other));
  };
  const single = messages.length < 2;
  return (
    <div className="flex flex-col gap-3">
      {messages.map((_, index) => (
        <section key={index} className={single ? "" : "rounded-lg border bg-surface p-3"}>
          {single ? null : (
            <header className="flex items-center gap-0.5 pb-1.5">
              <h3 className="flex-1 text-[13px] font-medium text-soft">
                {t("flows.messageN", { n: index + 1 })}
              </h3>
              <IconButton
                size="iconSm"
                label={t("common.moveUp")}
                disabled={index === 0}
                onClick={() => swap(index, -1)}
              >
                <ArrowUp />
              </IconButton>
              <IconButton
                size="iconSm"
                label={t("common.moveDown")}
                disabled={index === messages.length - 1}
                onClick={() => swap(index, 1)}
              >
                <ArrowDown />
              </IconButton>
              <IconButton
                size="iconSm"
                label={t("common.remove")}
                onClick={() => write(messages.toSpliced(index, 1))}
              >
                <Trash2 />
              </IconButton>
            </header>
          )}
          <MessageEditor
            path={[...path, index]}
            label={single ? t("flows.message") : t("flows.messageN", { n: index + 1 })}
          />
        </section>
      ))}
      <Button
        variant="ghost"
        size="sm"
        className="self-start"
        onClick={() => write([...messages, { text: "" }])}
      >
        <Plus /> {t("flows.addMessage")}
      </Button>
    </div>
  );
}
