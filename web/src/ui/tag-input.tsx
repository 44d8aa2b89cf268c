import { X } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TagColor } from "@/api/types";
import { cn } from "./cn";
import { tagPaint } from "./tag-color";

interface TagInputProps {
  label: string;
  value: string[];
  onChange: (tags: string[]) => void;
  /** Offered while typing. */
  known?: string[];
  placeholder?: string;
  disabled?: boolean;
  id?: string;
  className?: string;
}

const SHOWN = 6;

/** Tags as words in a field: Enter or a comma adds, Backspace in an empty field takes the last one back. */
export function TagInput(props: TagInputProps) {
  const { label, value, onChange, known = [], placeholder, disabled, id, className } = props;
  const { t } = useTranslation();
  const list = useId();
  const [text, setText] = useState("");
  const add = (words: string) => {
    const fresh = words
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word && !value.includes(word));
    if (fresh.length > 0) onChange([...value, ...new Set(fresh)]);
    setText("");
  };
  const remove = (tag: string) => onChange(value.filter((kept) => kept !== tag));
  const onKey = (event: KeyboardEvent) => {
    if ((event.key === "Enter" || event.key === ",") && text.trim()) {
      event.preventDefault();
      add(text);
    } else if (event.key === "Backspace" && text === "" && value.length > 0) {
      onChange(value.slice(0, -1));
    }
  };
  const offered = known.filter((tag) => !value.includes(tag)).slice(0, 200);
  return (
    <span
      className={cn(
        "flex min-h-8 w-full flex-wrap items-center gap-1 rounded-md border border-line-strong bg-surface p-1 shadow-card has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-ring max-sm:min-h-10",
        disabled && "opacity-60",
        className,
      )}
    >
      {value.map((tag) => (
        <span
          key={tag}
          className="inline-flex h-6 max-w-full items-center gap-0.5 rounded bg-hover pl-2 text-xs text-ink"
        >
          <span className="truncate">{tag}</span>
          <button
            type="button"
            disabled={disabled}
            aria-label={`${t("common.remove")}: ${tag}`}
            onClick={() => remove(tag)}
            className="grid size-6 place-items-center rounded text-faint hover:text-ink"
          >
            <X className="size-3" aria-hidden />
          </button>
        </span>
      ))}
      <input
        id={id}
        aria-label={label}
        list={offered.length > 0 ? list : undefined}
        disabled={disabled}
        value={text}
        placeholder={value.length === 0 ? (placeholder ?? t("ui.addTag")) : ""}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
        onBlur={() => text.trim() && add(text)}
        className="h-6 min-w-20 flex-1 bg-transparent px-1.5 text-[13px] outline-none placeholder:text-faint max-sm:text-base"
      />
      {offered.length > 0 ? (
        <datalist id={list}>
          {offered.map((tag) => (
            <option key={tag} value={tag} />
          ))}
        </datalist>
      ) : null}
    </span>
  );
}

/** Tags to look at: the first few, the rest as a number with their names on hover. */
export function TagList({
  tags,
  shown = SHOWN,
  colors,
}: {
  tags: string[];
  shown?: number;
  /** By the tag in lower case. */
  colors?: ReadonlyMap<string, TagColor>;
}) {
  const rest = tags.slice(shown);
  const paint = (tag: string) => tagPaint(colors?.get(tag.toLowerCase()));
  return (
    <span className="flex min-w-0 flex-wrap gap-1">
      {tags.slice(0, shown).map((tag) => (
        <span
          key={tag}
          className={cn("max-w-40 truncate rounded px-1.5 text-xs leading-5", paint(tag).className)}
          style={paint(tag).style}
        >
          {tag}
        </span>
      ))}
      {rest.length > 0 ? (
        <span title={rest.join(", ")} className="rounded bg-hover px-1.5 text-xs leading-5 text-soft">
          +{rest.length}
        </span>
      ) : null}
    </span>
  );
}
