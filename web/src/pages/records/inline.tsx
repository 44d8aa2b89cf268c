import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";

interface InlineProps {
  label: string;
  value: string;
  onSave: (text: string) => Promise<unknown>;
  type?: "text" | "number" | "date" | "datetime-local" | "url";
  lines?: boolean;
  shown?: string;
  required?: boolean;
  /** The refusal hangs under the field over what is below, for rows of one height. */
  floating?: boolean;
}

function Refusal({ text, floating }: { text: string; floating?: boolean }) {
  return (
    <span
      role="alert"
      className={cn(
        "px-2 text-xs text-bad",
        floating &&
          "absolute top-full left-0 z-30 w-max max-w-72 whitespace-normal rounded-md border border-bad bg-raised py-1 shadow-pop",
      )}
    >
      {text}
    </span>
  );
}

const box =
  "w-full min-w-0 rounded-md border border-transparent bg-transparent px-2 py-1 text-[13px] leading-5 hover:border-line-strong focus:border-line-strong focus:bg-surface aria-invalid:border-bad max-sm:text-base";

/** A value edited where it stands: saved when it is left or at Enter, given back at Esc; a refusal stands under it. */
export function Inline({
  label,
  value,
  onSave,
  type = "text",
  lines,
  shown,
  required,
  floating,
}: InlineProps) {
  const { t } = useTranslation();
  const [text, setText] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const leaving = useRef(false);
  useEffect(() => {
    if (value !== undefined) setText(null);
  }, [value]);
  const commit = async () => {
    if (leaving.current || text === null || text === value) return setText(null);
    if (required && text.trim() === "") return setText(null);
    try {
      setFault(null);
      await onSave(text);
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => {
    if (event.key === "Escape") {
      leaving.current = true;
      setText(null);
      setFault(null);
      event.currentTarget.blur();
      leaving.current = false;
    } else if (event.key === "Enter" && (!lines || event.ctrlKey || event.metaKey))
      event.currentTarget.blur();
  };
  const props = {
    "aria-label": label,
    "aria-invalid": fault !== null,
    className: cn(box, lines && "resize-none"),
    value: text ?? shown ?? value,
    placeholder: "—",
    title: lines ? t("records.lines") : undefined,
    onFocus: () => setText(value),
    onChange: (event: { target: { value: string } }) => setText(event.target.value),
    onBlur: () => void commit(),
    onKeyDown: onKey,
  };
  return (
    <span className="relative flex min-w-0 flex-col">
      {lines ? (
        <textarea {...props} rows={Math.max(1, (text ?? value).split("\n").length)} />
      ) : (
        <input {...props} type={text === null && shown !== undefined ? "text" : type} />
      )}
      {fault ? <Refusal text={fault} floating={floating} /> : null}
    </span>
  );
}

interface InlineSelectProps {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onSave: (value: string) => Promise<unknown>;
  floating?: boolean;
  /** A colour that belongs to the value, shown as a dot before it. */
  colour?: string;
}

export function InlineSelect({ label, value, options, onSave, floating, colour }: InlineSelectProps) {
  const [fault, setFault] = useState<string | null>(null);
  const save = async (next: string) => {
    try {
      setFault(null);
      await onSave(next);
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <span className="relative flex min-w-0 flex-col">
      {colour ? (
        <span
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2 size-2 -translate-y-1/2 rounded-full"
          style={{ backgroundColor: colour }}
        />
      ) : null}
      <select
        aria-label={label}
        aria-invalid={fault !== null}
        className={cn(box, "appearance-none truncate pr-2", colour && "pl-5.5", value === "" && "text-faint")}
        value={value}
        onChange={(event) => void save(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {fault ? <Refusal text={fault} floating={floating} /> : null}
    </span>
  );
}
