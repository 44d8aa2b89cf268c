import { cn } from "./cn";
import { CopyButton } from "./copy";

/** A block of code or raw text that scrolls inside itself and can be copied. */
export function Code({
  text,
  label,
  className,
  wrap,
}: {
  text: string;
  label: string;
  className?: string;
  wrap?: boolean;
}) {
  return (
    <div className={cn("group relative min-w-0 rounded-lg border bg-sunken", className)}>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        role="region"
        aria-label={label}
        className={cn(
          "max-h-[28rem] overflow-auto p-3 pr-11 font-mono text-xs leading-5",
          wrap && "whitespace-pre-wrap break-words",
        )}
      >
        {text}
      </pre>
      <div className="absolute right-1.5 top-1.5">
        <CopyButton text={text} />
      </div>
    </div>
  );
}
