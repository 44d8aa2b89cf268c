import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus, Settings2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { useSession } from "@/api/session";
import type { WorkspaceRow } from "@/api/types";
import { goOver, workspacesQuery } from "@/api/workspaces";
import { cn } from "@/ui/cn";
import { MenuItem, MenuLabel, MenuLine } from "@/ui/menu";
import { Unread } from "../notifications/bell";
import { openOverlay } from "../overlays";

/** The sign of a workspace: its first letter on a square. */
export function WorkspaceSign({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden
      data-letter={[...name.trim()][0]?.toUpperCase() ?? "?"}
      className={cn(
        "grid size-7 shrink-0 place-items-center rounded-md bg-accent-soft text-xs font-semibold text-accent-ink before:content-[attr(data-letter)]",
        className,
      )}
    />
  );
}

/** A workspace in a list: what it is called, what one is there, how much is unread. */
export function WorkspaceLine({ row }: { row: WorkspaceRow }) {
  const { t } = useTranslation();
  return (
    <>
      <WorkspaceSign name={row.name} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{row.name}</span>
        <span className="block truncate text-xs text-faint">{t(`users.roles.${row.role}`)}</span>
      </span>
      {row.unread > 0 ? (
        <>
          <Unread count={row.unread} />
          <span className="sr-only">{t("notices.bell", { count: row.unread })}</span>
        </>
      ) : null}
      {row.current ? <span className="sr-only">{t("workspaces.here")}</span> : null}
    </>
  );
}

/** Goes over to another workspace; a refusal is told. */
export function visit(row: Pick<WorkspaceRow, "id" | "current">): void {
  if (!row.current) goOver(row.id).catch((error: Error) => toast.error(error.message));
}

/** What stands in the menu of the rail's head. */
export function WorkspaceItems() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  const rows = useQuery(workspacesQuery).data ?? [
    { ...session.workspace, role: session.user.role, current: true, unread: 0 },
  ];
  return (
    <div className="w-64">
      <MenuLabel>{t("workspaces.title")}</MenuLabel>
      {rows.map((row) => (
        <MenuItem key={row.id} checked={row.current} onSelect={() => visit(row)}>
          <span className="flex min-w-0 flex-1 items-center gap-2.5 py-1">
            <WorkspaceLine row={row} />
          </span>
        </MenuItem>
      ))}
      <MenuLine />
      {session.may_make_workspaces ? (
        <MenuItem onSelect={() => openOverlay("newWorkspace")}>
          <Plus /> {t("workspaces.new")}
        </MenuItem>
      ) : null}
      <MenuItem
        onSelect={() => void navigate({ to: "/settings/$section", params: { section: "workspace" } })}
      >
        <Settings2 /> {t("workspaces.settings")}
      </MenuItem>
    </div>
  );
}
