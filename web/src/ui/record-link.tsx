import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Building2, CircleCheckBig, type LucideIcon, Target, UserRound } from "lucide-react";
import { api } from "@/api/client";
import type { AnyRecord, RecordKind, RecordRef, RecordLink as Ref } from "@/api/types";
import { cn } from "./cn";

export const kindIcon: Record<RecordKind, LucideIcon> = {
  lead: Target,
  contact: UserRound,
  company: Building2,
  task: CircleCheckBig,
};

export const kindPath = {
  lead: "/leads",
  contact: "/contacts",
  company: "/companies",
  task: "/tasks",
} as const;

export function recordPath(record: RecordRef): string {
  return `${kindPath[record.kind]}/${record.id}`;
}

export function recordTitle(record: AnyRecord): string {
  return "text" in record ? record.text : record.name;
}

/** The title of a record that is known by its id alone, e.g. in the trace of a run. */
function useTitle(record: Ref): string | null | undefined {
  const { data } = useQuery({
    queryKey: ["records", record.kind, "one", record.id],
    queryFn: () => api.get<AnyRecord>(`${kindPath[record.kind]}/${record.id}`),
    enabled: record.title === undefined,
    retry: false,
  });
  return record.title ?? (data ? recordTitle(data) : undefined);
}

/** A record by its name, or by its id when it has none. */
export function RecordLink({ record, className }: { record: Ref; className?: string }) {
  const Icon = kindIcon[record.kind];
  const title = useTitle(record);
  return (
    <Link
      to={recordPath(record)}
      className={cn(
        "relative z-10 inline-flex max-w-full items-center gap-1.5 align-middle text-ink hover:text-accent-ink hover:underline",
        className,
      )}
    >
      <Icon className="size-3.5 shrink-0 text-faint" aria-hidden />
      <span className={cn("truncate", !title && "font-mono text-xs")}>{title || record.id}</span>
    </Link>
  );
}
