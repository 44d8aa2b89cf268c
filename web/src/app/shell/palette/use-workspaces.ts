import { useQuery } from "@tanstack/react-query";
import { Layers, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { goOver, workspacesQuery } from "@/api/workspaces";
import { openOverlay } from "../overlays";
import type { Entry } from "./entry";

/** The other workspaces, and a new one for who may make it. */
export function useWorkspaceCommands(): Entry[] {
  const { t } = useTranslation();
  const session = useSession();
  const others = (useQuery(workspacesQuery).data ?? []).filter((row) => !row.current);
  const visits = others.map(
    (row): Entry => ({
      id: `workspace:${row.id}`,
      room: "commands",
      label: t("workspaces.goTo", { name: row.name }),
      words: [t("workspaces.one"), row.name],
      hint: t(`users.roles.${row.role}`),
      icon: Layers,
      run: () => goOver(row.id),
    }),
  );
  if (!session.may_make_workspaces) return visits;
  const make: Entry = {
    id: "new:workspace",
    room: "commands",
    label: t("workspaces.new"),
    icon: Plus,
    // The palette closes first, and with it whatever overlay is open.
    run: () => setTimeout(() => openOverlay("newWorkspace")),
  };
  return [...visits, make];
}
