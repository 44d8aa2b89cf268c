import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/api/types";
import { RetireDialog } from "@/pages/structure/retire-dialog";
import { Button, IconButton } from "@/ui/button";
import { Input } from "@/ui/field";
import { SortableList } from "@/ui/sortable-list";

/** An option under work: what it was called when the form opened, and what it is called now. */
export interface Choice {
  id: string;
  was?: string;
  text: string;
}

/** What records that hold an option get instead; null for nothing. */
export type Replace = Record<string, string | null>;

let made = 0;
export const choicesOf = (options: string[]): Choice[] =>
  options.map((text) => ({ id: `option-${made++}`, was: text, text }));

/** Renamed options are exchanged on the records that hold them, like those that were taken away. */
export function exchanged(options: Choice[], gone: Replace): Replace {
  const renamed = options.flatMap((one) =>
    one.was !== undefined && one.text.trim() && one.text.trim() !== one.was
      ? [[one.was, one.text.trim()] as const]
      : [],
  );
  return { ...gone, ...Object.fromEntries(renamed) };
}

interface OptionsProps {
  field: Field | null;
  options: Choice[];
  onOptions: (options: Choice[]) => void;
  /** A saved option goes; records that hold it get another, or nothing. */
  onGone: (text: string, instead: string | undefined) => void;
}

/** The options of a selection: ordered, renamed, added and taken away. */
export function OptionsEditor({ field, options, onOptions, onGone }: OptionsProps) {
  const { t } = useTranslation();
  const [removing, setRemoving] = useState<Choice | null>(null);
  const drop = (id: string) => onOptions(options.filter((one) => one.id !== id));
  const remove = (one: Choice) => (field && one.was !== undefined ? setRemoving(one) : drop(one.id));
  const add = () => onOptions([...options, { id: `option-${made++}`, text: "" }]);
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-[13px] font-medium text-soft">{t("fields.options")}</legend>
      <SortableList
        label={t("fields.options")}
        items={options}
        idOf={(one) => one.id}
        nameOf={(one) => one.text}
        onOrder={onOptions}
        row={(one, handle, at) => (
          <div className="flex items-center gap-2 py-0.5">
            {handle}
            <Input
              aria-label={t("structure.option", { at: at + 1 })}
              required
              value={one.text}
              onChange={(event) =>
                onOptions(
                  options.map((other) =>
                    other.id === one.id ? { ...one, text: event.target.value } : other,
                  ),
                )
              }
            />
            <IconButton
              label={`${t("common.remove")}: ${one.text}`}
              size="iconSm"
              onClick={() => remove(one)}
            >
              <X />
            </IconButton>
          </div>
        )}
      />
      <div>
        <Button size="sm" onClick={add}>
          <Plus /> {t("structure.addOption")}
        </Button>
      </div>
      {removing && field ? (
        <RetireDialog
          title={t("structure.deleteTitle", { name: removing.was })}
          thing={{ of: "option", id: field.id, name: removing.was }}
          instead={options
            .filter((one) => one.id !== removing.id && one.text.trim())
            .map((one) => ({ value: one.text.trim(), label: one.text }))}
          keys={[]}
          onDelete={async (instead) => {
            onGone(removing.was ?? "", instead);
            drop(removing.id);
          }}
          close={() => setRemoving(null)}
        />
      ) : null}
    </fieldset>
  );
}
