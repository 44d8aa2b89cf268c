import { ChevronsUpDown, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "./cn";
import { ErrorNote } from "./error-note";
import { type Option, OptionList } from "./option-list";
import { Popover } from "./popover";
import { type Source, useOptions } from "./use-options";

/** The look of a button that stands for a field's value. */
export const fieldButton =
  "flex min-h-8 w-full items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 py-1 text-left text-[13px] shadow-card transition-colors hover:bg-hover disabled:opacity-60 aria-invalid:border-bad max-sm:min-h-10 max-sm:text-base";

interface ComboboxProps {
  label: string;
  value: Option | null;
  onChange: (option: Option | null) => void;
  placeholder?: string;
  empty?: string;
  clearable?: boolean;
  disabled?: boolean;
  onCreate?: (text: string) => void;
  /** Shown instead of the field's own look, e.g. a chip. */
  trigger?: ReactNode;
  id?: string;
  "aria-invalid"?: boolean;
  "aria-describedby"?: string;
  className?: string;
}

/** One of many: typed to narrow, arrows and Enter to pick; options at hand or asked from the server. */
export function Combobox(props: ComboboxProps & Source) {
  const { label, value, onChange, placeholder, empty, clearable, disabled, onCreate, trigger, className } =
    props;
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const found = useOptions(props, text, open);
  const close = (next: boolean) => {
    setOpen(next);
    if (!next) setText("");
  };
  const shown = value?.label ?? placeholder ?? t("ui.choose");
  const button = (
    <button
      type="button"
      id={props.id}
      disabled={disabled}
      aria-label={`${label}: ${shown}`}
      aria-describedby={props["aria-describedby"]}
      data-invalid={props["aria-invalid"] || undefined}
      className={cn(fieldButton, "data-invalid:border-bad", className)}
    >
      {value?.icon}
      <span className={cn("min-w-0 flex-1 truncate", !value && "text-faint")}>{shown}</span>
      {clearable && value ? <span className="w-4" /> : null}
      <ChevronsUpDown className="size-3.5 shrink-0 text-faint" aria-hidden />
    </button>
  );
  return (
    <span className="relative block min-w-0">
      <Popover
        label={label}
        open={open}
        onOpenChange={close}
        trigger={trigger ?? button}
        className="w-[max(var(--radix-popover-trigger-width),15rem)] p-0"
      >
        <OptionList
          label={label}
          options={found.options}
          busy={found.busy}
          narrowed={found.narrowed}
          chosen={(option) => option.value === value?.value}
          text={text}
          onText={setText}
          placeholder={placeholder}
          empty={empty}
          onPick={(option) => {
            onChange(option);
            close(false);
          }}
          onCreate={
            onCreate &&
            ((wish) => {
              onCreate(wish);
              close(false);
            })
          }
        />
        {found.error ? <ErrorNote error={found.error} className="m-2" /> : null}
      </Popover>
      {clearable && value && !trigger ? (
        <button
          type="button"
          aria-label={`${t("ui.clear")}: ${label}`}
          onClick={() => onChange(null)}
          className="absolute top-1/2 right-7 -translate-y-1/2 rounded p-0.5 text-faint hover:bg-hover hover:text-ink"
        >
          <X className="size-3.5" aria-hidden />
        </button>
      ) : null}
    </span>
  );
}
