import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

interface PopoverProps {
  trigger: ReactNode;
  children: ReactNode;
  /** Read out as the name of what opens. */
  label: string;
  align?: "start" | "center" | "end";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Where the focus goes on opening is left to what stands inside. */
  keepFocus?: boolean;
  className?: string;
}

/** Something small beside what opened it: Esc and a click elsewhere close it and give the focus back. */
export function Popover({
  trigger,
  children,
  label,
  align = "start",
  open,
  onOpenChange,
  keepFocus,
  className,
}: PopoverProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          onOpenAutoFocus={keepFocus ? (event) => event.preventDefault() : undefined}
          className={cn(
            "z-50 max-h-[min(28rem,var(--radix-popover-content-available-height))] min-w-48 max-w-[calc(100vw-1rem)] animate-pop overflow-y-auto rounded-lg border bg-raised p-3 text-[13px] shadow-pop outline-none",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
