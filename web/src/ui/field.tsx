import { ChevronDown } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn";

const box =
  "w-full rounded-md border border-line-strong bg-surface px-2.5 text-[13px] text-ink shadow-card placeholder:text-faint disabled:opacity-60 aria-invalid:border-bad max-sm:text-base focus-visible:outline-offset-0";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(box, "h-8 max-sm:h-10", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn(box, "min-h-20 py-2 leading-5", className)} {...rest} />;
}

export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={cn("relative inline-flex w-full", className)}>
      <select className={cn(box, "h-8 appearance-none truncate pr-7 max-sm:h-10")} {...rest}>
        {children}
      </select>
      <ChevronDown
        className="pointer-events-none absolute right-2 top-1/2 size-3.5 -translate-y-1/2 text-faint"
        aria-hidden
      />
    </span>
  );
}

export function Checkbox({ className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  return (
    <input type="checkbox" className={cn("size-4 shrink-0 rounded accent-accent", className)} {...rest} />
  );
}

interface CheckLineProps {
  label: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

export function CheckLine({ label, checked, disabled, onChange }: CheckLineProps) {
  return (
    <label className="flex min-h-6 items-center gap-2 text-[13px]">
      <input
        type="checkbox"
        className="size-4 shrink-0 rounded accent-accent"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string;
  className?: string;
  children: (props: {
    id: string;
    "aria-invalid": boolean;
    "aria-describedby": string | undefined;
  }) => ReactNode;
}

/** A labelled control; the hint and the error stand under it and are read out with it. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  const noteId = note ? `${id}-note` : undefined;
  return (
    <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
      <label htmlFor={id} className="text-[13px] font-medium text-soft">
        {label}
      </label>
      {children({ id, "aria-invalid": Boolean(error), "aria-describedby": noteId })}
      {note ? (
        <div id={noteId} className={cn("text-xs leading-4", error ? "text-bad" : "text-faint")}>
          {note}
        </div>
      ) : null}
    </div>
  );
}
