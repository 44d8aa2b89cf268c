import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";
import { scenariosQuery } from "@/api/scenarios";
import type { Hook } from "@/api/types";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";

export function ScenariosTab({ hook }: { hook: Hook }) {
  const { t } = useTranslation();
  const scenarios = useQuery(scenariosQuery);
  const create = (
    <Button asChild>
      <Link to="/scenarios" search={{ new: "1", hook: hook.key }}>
        <Plus /> {t("palette.newScenario")}
      </Link>
    </Button>
  );
  return (
    <Load query={scenarios}>
      {(all) => {
        const { find } = hook.settings;
        const called = [find?.found, find?.not_found, find?.ambiguous];
        const rows = all.filter(
          (row) =>
            (row.start.on === "hook_received" && row.start.hook === hook.key) || called.includes(row.key),
        );
        if (rows.length === 0) {
          return (
            <Empty icon={Workflow} title={t("hookScenarios.empty")} text={t("hookScenarios.emptyText")}>
              {create}
            </Empty>
          );
        }
        return (
          <div className="flex max-w-2xl flex-col gap-4 p-6 max-sm:p-4">
            <ul className="divide-y rounded-lg border">
              {rows.map((row) => (
                <li key={row.id} className="flex items-center gap-3 px-3 py-2.5 text-[13px]">
                  <Link
                    to="/scenarios/$id"
                    params={{ id: row.id }}
                    className="min-w-0 flex-1 truncate font-medium hover:underline"
                  >
                    {row.name}
                  </Link>
                  <Status tone={row.on ? "good" : "neutral"}>
                    {row.on ? t("common.on") : t("common.off")}
                  </Status>
                </li>
              ))}
            </ul>
            <div>{create}</div>
          </div>
        );
      }}
    </Load>
  );
}
