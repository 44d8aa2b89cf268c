import { Link } from "@tanstack/react-router";
import { Eye, Link2, type LucideIcon, SquareFunction, SquareKanban, Webhook, Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/badge";
import type { Use } from "./queries";

const icons: Record<Use["by"], LucideIcon> = {
  scenario: Workflow,
  hook: Webhook,
  link: Link2,
  field: SquareFunction,
  view: Eye,
  stage: SquareKanban,
};

const LISTS: Record<string, string> = {
  lead: "/leads",
  contact: "/contacts",
  company: "/companies",
  task: "/tasks",
};

/** Where the user of a thing is changed. */
function placeOf(use: Use): string {
  switch (use.by) {
    case "scenario":
      return `/scenarios/${use.id}`;
    case "hook":
      return `/hooks/${use.id}?tab=find`;
    case "link":
      return "/links";
    case "field":
      return "/settings/fields";
    case "stage":
      return "/settings/pipelines";
    default:
      return LISTS[use.key] ?? "/leads";
  }
}

/** Everything that names a thing, each with the way to it and the place in it. */
export function UseList({ uses }: { uses: Use[] }) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t("structure.usedBy")} className="divide-y rounded-lg border bg-surface">
      {uses.map((use) => {
        const Icon = icons[use.by];
        return (
          <li
            key={`${use.by} ${use.id} ${use.path}`}
            className="flex items-center gap-2.5 px-3 py-2 text-[13px]"
          >
            <Icon className="size-4 shrink-0 text-faint" aria-hidden />
            <span className="min-w-0 flex-1">
              <Link to={placeOf(use)} className="block truncate font-medium text-ink hover:underline">
                {use.name}
              </Link>
              <span className="block truncate text-xs text-faint">
                {t(`structure.by.${use.by}`)} · <code className="font-mono">{use.path}</code>
              </span>
            </span>
            {use.on ? null : <Badge>{t("structure.off")}</Badge>}
          </li>
        );
      })}
    </ul>
  );
}
