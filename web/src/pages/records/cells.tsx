import type { Stage } from "@/api/types";

export function StageName({ stage }: { stage: Stage | undefined }) {
  if (!stage) return <span className="text-faint">—</span>;
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 text-soft">
      <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ backgroundColor: stage.color }} />
      <span className="truncate">{stage.name}</span>
    </span>
  );
}
