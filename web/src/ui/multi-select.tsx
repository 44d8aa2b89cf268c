import { ChevronsUpDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { cn } from "./cn";
import { fieldButton } from "./combobox";
import { ErrorNote } from "./error-note";
import { type Option, OptionList } from "./option-list";
import { Popover } from "./popover";
import { type Source, useOptions } from "./use-options";

interface MultiSelectProps {
  label: string;
  value: Option[];
  onChange: (options: Option[]) => void;
  placeholder?: string;
  disabled?: boolean;
  onCreate?: (text: string) => void;
  trigger?: ReactNode;
  id?: string;
  className?: string;
}

/** Several of many: each pick ticks or unticks, the list stays open. */
export function MultiSelect(props: MultiSelectProps & Source) {
  const { label, value, onChange, placeholder, disabled, onCreate, trigger, className } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const found = useOptions(props, text, open);
  const has = (option: Option) => value.some((picked) => picked.value === option.value);
  const toggle = (option: Option) =>
    onChange(has(option) ? value.filter((picked) => picked.value !== option.value) : [...value, option]);
  const shown = value.map((option) => option.label).join(", ");
  const empty = placeholder ?? t("ui.choose");
  const button = (
    <button
      type="button"
      id={props.id}
      disabled={disabled}
      aria-label={`${label}: ${shown || empty}`}
      className={cn(fieldButton, className)}
    >
      <span className={cn("min-w-0 flex-1 truncate", !shown && "text-faint")}>{shown || empty}</span>
      <ChevronsUpDown className="size-3.5 shrink-0 text-faint" aria-hidden />
    </button>
  );
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      trigger={trigger ?? button}
      className="w-[max(var(--radix-popover-trigger-width),15rem)] p-0"
    >
      <OptionList
        label={label}
        options={found.options}
        busy={found.busy}
        narrowed={found.narrowed}
        chosen={has}
        onPick={toggle}
        text={text}
        onText={setText}
        onCreate={onCreate}
      />
      {found.error ? <ErrorNote error={found.error} className="m-2" /> : null}
      {value.length > 0 ? (
        <div className="border-t p-1">
          <Button variant="ghost" size="sm" className="w-full" onClick={() => onChange([])}>
            {t("ui.clear")}
          </Button>
        </div>
      ) : null}
    </Popover>
  );
}
