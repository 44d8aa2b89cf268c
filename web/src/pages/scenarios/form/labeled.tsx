import { type ReactNode, useId } from "react";
import { cn } from "@/ui/cn";
import { useFaultAt } from "./form-context";
import type { Path } from "./tree";

interface LabeledProps {
  label: string;
  path: Path;
  hint?: string;
  children: (props: {
    id: string;
    "aria-invalid": boolean;
    "aria-describedby": string | undefined;
  }) => ReactNode;
}

/** A plain control under its name; what the server says of its place stands below it. */
export function Labeled({ label, path, hint, children }: LabeledProps) {
  const id = useId();
  const error = useFaultAt(path);
  const note = error ?? hint;
  const noteId = note ? `${id}-note` : undefined;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-[13px] font-medium text-soft">
        {label}
      </label>
      {children({ id, "aria-invalid": Boolean(error), "aria-describedby": noteId })}
      {note ? (
        <p id={noteId} className={cn("text-xs leading-4", error ? "text-bad" : "text-faint")}>
          {note}
        </p>
      ) : null}
    </div>
  );
}

/** Several controls under one name. */
export function Titled({
  label,
  path,
  hint,
  children,
}: {
  label: string;
  path: Path;
  hint?: string;
  children: ReactNode;
}) {
  const error = useFaultAt(path);
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="pb-1.5 text-[13px] font-medium text-soft">{label}</legend>
      {children}
      {error ? (
        <p className="text-xs text-bad">{error}</p>
      ) : hint ? (
        <p className="text-xs text-faint">{hint}</p>
      ) : null}
    </fieldset>
  );
}
