import { Switch as Radix } from "radix-ui";
import { cn } from "./cn";

interface SwitchProps {
  label: string;
  checked: boolean;
  disabled?: boolean;
  busy?: boolean;
  onChange: (on: boolean) => void;
  id?: string;
}

export function Switch({ label, checked, disabled, busy, onChange, id }: SwitchProps) {
  return (
    <Radix.Root
      id={id}
      aria-label={label}
      checked={checked}
      disabled={disabled || busy}
      onCheckedChange={onChange}
      className="relative h-[18px] w-8 shrink-0 rounded-full bg-line-strong transition-colors before:absolute before:-inset-3 before:content-[''] disabled:opacity-50 data-[state=checked]:bg-accent"
    >
      <Radix.Thumb
        className={cn(
          "block size-3.5 translate-x-0.5 rounded-full bg-knob shadow transition-transform data-[state=checked]:translate-x-4",
          busy && "animate-live",
        )}
      />
    </Radix.Root>
  );
}
