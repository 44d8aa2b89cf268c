import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

const item =
  "flex min-h-8 cursor-default select-none items-center gap-2 rounded-md px-2 text-[13px] text-ink outline-none data-[disabled]:opacity-40 data-[highlighted]:bg-hover max-sm:min-h-10 [&_svg]:size-4 [&_svg]:text-faint";

export function Menu({
  trigger,
  children,
  align = "end",
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-[70vh] min-w-44 animate-pop overflow-y-auto rounded-lg border bg-raised p-1 shadow-pop"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** A menu at a place of the screen: of a right click, or of a finger that rests. */
export function MenuAt({
  at,
  label,
  close,
  children,
}: {
  at: { x: number; y: number };
  label: string;
  close: () => void;
  children: ReactNode;
}) {
  return (
    <DropdownMenu.Root modal={false} open onOpenChange={(open) => open || close()}>
      <DropdownMenu.Trigger asChild>
        <span aria-hidden className="fixed size-0" style={{ left: at.x, top: at.y }} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          aria-label={label}
          collisionPadding={8}
          className="z-50 max-h-[70vh] min-w-44 animate-pop overflow-y-auto rounded-lg border bg-raised p-1 shadow-pop"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps {
  children: ReactNode;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
  checked?: boolean;
}

export function MenuItem({ children, onSelect, danger, disabled, checked }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      className={cn(item, danger && "text-bad [&_svg]:text-bad")}
      disabled={disabled}
      onSelect={onSelect}
    >
      {children}
      {checked ? <Check className="ml-auto" aria-hidden /> : null}
    </DropdownMenu.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-xs text-faint">{children}</DropdownMenu.Label>;
}
export function MenuLine() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
