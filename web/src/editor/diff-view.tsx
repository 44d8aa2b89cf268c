import { cn } from "@/ui/cn";
import { type DiffLine, diffLines, hunks } from "./diff";

const looks: Record<DiffLine["kind"], string> = {
  same: "text-soft",
  added: "bg-good-soft text-ink",
  removed: "bg-bad-soft text-ink",
};
const signs: Record<DiffLine["kind"], string> = { same: " ", added: "+", removed: "−" };

export function DiffView({ label, before, after }: { label: string; before: string; after: string }) {
  const lines = hunks(diffLines(before, after), 3);
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      role="region"
      aria-label={label}
      className="max-h-[50vh] overflow-auto rounded-lg border bg-surface py-2 font-mono text-xs leading-5"
    >
      {lines.map((line, at) =>
        line === null ? (
          <div key={at} className="px-3 text-faint">
            ⋯
          </div>
        ) : (
          <div key={at} className={cn("min-w-max px-3", looks[line.kind])}>
            <span className="inline-block w-4 select-none">{signs[line.kind]}</span>
            {line.text}
          </div>
        ),
      )}
    </pre>
  );
}
