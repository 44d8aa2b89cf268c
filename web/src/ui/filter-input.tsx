import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Input } from "./field";
import { useShortcuts } from "./shortcuts";

interface FilterInputProps {
  label: string;
  value: string | undefined;
  onChange: (text: string | undefined) => void;
  className?: string;
}

/** A text filter: the list follows a moment after the last key, the address keeps it. */
export function FilterInput({ label, value, onChange, className }: FilterInputProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value ?? "");
  useShortcuts(t("shortcuts.here"), [{ keys: ["/"], label, run: () => field.current?.focus() }]);
  useEffect(() => setText(value ?? ""), [value]);
  useEffect(() => {
    if (text === (value ?? "")) return;
    const timer = setTimeout(() => onChange(text || undefined), 200);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <span className={className ?? "relative w-64 max-sm:w-full"}>
      <Search
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-faint"
        aria-hidden
      />
      <Input
        ref={field}
        aria-label={label}
        placeholder={label}
        className="pl-8"
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
    </span>
  );
}
