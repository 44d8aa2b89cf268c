import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { scenariosQuery } from "@/api/scenarios";
import type { RecordKind } from "@/api/types";
import { kindPath } from "@/ui/record-link";
import { RECORD_KINDS } from "@/ui/record-picker";
import type { Entry } from "./entry";

/** The record whose card is open, as the address says: a page of its own, or the panel beside a list. */
function openRecord(
  pathname: string,
  search: Record<string, unknown>,
): { kind: RecordKind; id: string } | null {
  for (const kind of RECORD_KINDS) {
    const path = kindPath[kind];
    if (pathname.startsWith(`${path}/`)) return { kind, id: pathname.slice(path.length + 1) };
    if (pathname === path && typeof search.panel === "string") return { kind, id: search.panel };
  }
  return null;
}

/** Runs a manual scenario on the record whose card is open. */
export function useRecordCommands(): Entry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const record = openRecord(pathname, search);
  const scenarios = useQuery({ ...scenariosQuery, enabled: record !== null }).data ?? [];
  if (!record) return [];
  return scenarios
    .filter((scenario) => scenario.start.on === "manual" && scenario.on)
    .map((scenario) => ({
      id: `run:${scenario.id}`,
      room: "commands",
      label: t("palette.runHere", { name: scenario.name }),
      icon: Play,
      words: [scenario.key],
      run: async () => {
        await api.post(`/scenarios/${scenario.id}/run`, { record });
        toast.success(t("runDialog.started"), {
          action: {
            label: t("nav.runs"),
            onClick: () => void navigate({ to: "/runs", search: { scenario: scenario.id } }),
          },
        });
      },
    }));
}
