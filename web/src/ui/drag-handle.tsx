import { GripVertical } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";

interface DragHandleProps extends ComponentProps<"button"> {
  label: string;
}

/** What a row or card is lifted by: 44 px for a finger, small to the eye. */
export function DragHandle({ label, className, ...rest }: DragHandleProps) {
  return (
    <button
      type="button"
      aria-label={label}
      className={cn(
        "relative grid h-7 w-5 shrink-0 cursor-grab touch-none place-items-center rounded text-faint before:absolute before:-inset-2 before:content-[''] hover:bg-hover hover:text-ink active:cursor-grabbing max-sm:h-9 max-sm:w-7",
        className,
      )}
      {...rest}
    >
      <GripVertical className="size-4" aria-hidden />
    </button>
  );
}
