import { useId } from "react";
import { cn } from "./cn";

interface SegmentedProps<Name extends string> {
  label: string;
  value: Name;
  options: { name: Name; label: string }[];
  onChange: (name: Name) => void;
}

/** A choice of few, all in sight. */
export function Segmented<Name extends string>({ label, value, options, onChange }: SegmentedProps<Name>) {
  const group = useId();
  return (
    <fieldset className="flex w-fit max-w-full rounded-lg bg-hover p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.name}
          className={cn(
            "flex h-7 cursor-pointer items-center truncate rounded-md px-3 text-[13px] has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ring max-sm:h-9",
            value === option.name ? "bg-surface font-medium shadow-card" : "text-soft",
          )}
        >
          <input
            type="radio"
            name={group}
            className="sr-only"
            checked={value === option.name}
            onChange={() => onChange(option.name)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
