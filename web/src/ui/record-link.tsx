import { Link } from "@tanstack/react-router";
import { Building2, CircleCheckBig, type LucideIcon, Target, UserRound } from "lucide-react";
import type { RecordKind, RecordRef, RecordLink as Ref } from "@/api/types";
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

/** A record by its name, or by its id when the name is not known. */
export function RecordLink({ record, className }: { record: Ref; className?: string }) {
  const Icon = kindIcon[record.kind];
  return (
    <Link
      to={recordPath(record)}
      className={cn(
        "relative z-10 inline-flex max-w-full items-center gap-1.5 align-middle text-ink hover:text-accent-ink hover:underline",
        className,
      )}
    >
      <Icon className="size-3.5 shrink-0 text-faint" aria-hidden />
      <span className={cn("truncate", !record.title && "font-mono text-xs")}>
        {record.title || record.id}
      </span>
    </Link>
  );
}
