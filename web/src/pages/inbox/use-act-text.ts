import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { scenariosQuery } from "@/api/scenarios";
import { duration } from "@/pages/flows/describe";
import { useUserNames } from "@/pages/records/queries";
import type { DialogAct } from "./types";

/** What an act does, in a few words. */
export function useActText(): (act: DialogAct) => string {
  const { t } = useTranslation();
  const names = useUserNames();
  const scenarios = useQuery(scenariosQuery).data ?? [];
  return (act) => {
    const name = t(`inbox.act.${act.act}`);
    const of = (what: string) => `${name}: ${what}`;
    switch (act.act) {
      case "assign":
        return of(act.user ? (names.get(act.user) ?? "…") : t("inbox.assignNobody"));
      case "status":
        return of(t(`inbox.status.${act.status}`));
      case "snooze":
        return of(duration(t, act.secs));
      case "move":
        return of(act.to);
      case "say":
      case "note":
        return of(act.text);
      case "tag":
        return of(
          [...(act.add ?? []).map((tag) => `+${tag}`), ...(act.remove ?? []).map((tag) => `−${tag}`)].join(
            " ",
          ),
        );
      case "run":
        return of(scenarios.find((row) => row.id === act.scenario)?.name ?? "…");
      default:
        return name;
    }
  };
}
