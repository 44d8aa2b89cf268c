import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { Hint } from "./tooltip";

const look = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors disabled:pointer-events-none disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-accent hover:bg-accent-hover",
        secondary: "border border-line-strong bg-surface text-ink shadow-card hover:bg-hover",
        ghost: "text-soft hover:bg-hover hover:text-ink",
        danger: "bg-bad text-surface hover:opacity-90",
        quiet: "text-accent-ink hover:bg-accent-soft",
      },
      size: {
        sm: "h-7 px-2.5 text-xs max-sm:h-9 max-sm:px-3",
        md: "h-8 px-3 text-[13px] max-sm:h-10 max-sm:px-4 max-sm:text-sm",
        lg: "h-10 px-4 text-sm",
        icon: "size-8 max-sm:size-10",
        iconSm: "size-7 max-sm:size-9",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof look> {
  busy?: boolean;
  asChild?: boolean;
}

export function Button({ className, variant, size, busy, asChild, children, ...rest }: ButtonProps) {
  const classes = cn(look({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button type="button" className={classes} {...rest} disabled={rest.disabled || busy} aria-busy={busy}>
      {busy ? <LoaderCircle className="animate-spin" aria-hidden /> : null}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "children"> {
  label: string;
  children: ReactNode;
}

/** A button of one icon: it always has a name and shows it on hover and focus. */
export function IconButton({ label, size = "icon", variant = "ghost", children, ...rest }: IconButtonProps) {
  return (
    <Hint text={label}>
      <Button aria-label={label} size={size} variant={variant} {...rest}>
        {children}
      </Button>
    </Hint>
  );
}
