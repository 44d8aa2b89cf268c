import { cn } from "./cn";

export function Avatar({ name, className }: { name: string; className?: string }) {
  const letters = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? "")
    .join("");
  return (
    // Drawn, not written: the letters are no part of what a button around them is called.
    <span
      aria-hidden
      data-letters={letters || "?"}
      className={cn(
        "grid size-6 shrink-0 place-items-center rounded-full bg-accent-soft text-[10px] font-semibold text-accent-ink before:content-[attr(data-letters)]",
        className,
      )}
    />
  );
}
