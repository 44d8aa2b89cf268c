import type { Stage } from "@/api/types";
import { Badge } from "@/ui/badge";

export function StageName({ stage }: { stage: Stage | undefined }) {
  if (!stage) return <span className="text-faint">—</span>;
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 text-soft">
      <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ backgroundColor: stage.color }} />
      <span className="truncate">{stage.name}</span>
    </span>
  );
}

export function Tags({ tags }: { tags: string[] }) {
  return (
    <span className="flex items-center gap-1 overflow-hidden">
      {tags.slice(0, 3).map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
      {tags.length > 3 ? <span className="text-xs text-faint">+{tags.length - 3}</span> : null}
    </span>
  );
}
