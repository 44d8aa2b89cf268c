import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { ScenarioFull, ScenarioVersion } from "@/api/types";
import { formatDateTime } from "@/i18n/format";
import { useUserNames } from "@/pages/records/queries";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Load } from "@/ui/load";
import { ChangeList } from "./form/change-list";
import type { Editing } from "./use-draft";

function VersionDiff({ id, version, editing }: { id: string; version: number; editing: Editing }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ["scenarios", id, "versions", version],
    queryFn: () => api.get<{ text: string }>(`/scenarios/${id}/versions/${version}`),
  });
  return (
    <Load query={query}>
      {({ text }) => (
        <div className="flex flex-col gap-2 border-t p-3">
          {text === editing.text ? (
            <p className="text-xs text-faint">{t("versions.same")}</p>
          ) : (
            <>
              <ChangeList label={t("versions.changes", { version })} before={text} after={editing.text} />
              <div>
                <Button size="sm" onClick={() => editing.setText(text)}>
                  {t("versions.restore")}
                </Button>
              </div>
            </>
          )}
        </div>
      )}
    </Load>
  );
}

export function VersionsPanel({ saved, editing }: { saved: ScenarioFull; editing: Editing }) {
  const { t } = useTranslation();
  const names = useUserNames();
  const [open, setOpen] = useState<number | null>(null);
  const versions = useQuery({
    queryKey: ["scenarios", saved.id, "versions", saved.version, "list"],
    queryFn: () => getAll<ScenarioVersion>(`/scenarios/${saved.id}/versions`),
  });
  const who = (row: ScenarioVersion) =>
    row.author && "user" in row.author ? (names.get(String(row.author.user)) ?? "") : "";
  return (
    <Load query={versions}>
      {(rows) => (
        <ul className="divide-y overflow-hidden rounded-lg border bg-surface">
          {rows.map((row) => (
            <li key={row.version}>
              <button
                type="button"
                aria-expanded={open === row.version}
                onClick={() => setOpen(open === row.version ? null : row.version)}
                className="flex w-full flex-col gap-0.5 px-3 py-2.5 text-left text-[13px] -outline-offset-2 hover:bg-hover"
              >
                <span className="flex w-full items-center gap-3">
                  <span className="font-medium">{t("editor.upToDate", { version: row.version })}</span>
                  {row.version === saved.version ? <Badge tone="good">{t("versions.current")}</Badge> : null}
                  <span className="ml-auto text-xs text-faint">{formatDateTime(row.at)}</span>
                </span>
                <span className="flex gap-2 text-xs text-soft">
                  {who(row) ? <span className="shrink-0">{who(row)}</span> : null}
                  {row.note ? <span className="min-w-0 break-words">“{row.note}”</span> : null}
                </span>
              </button>
              {open === row.version ? (
                <VersionDiff id={saved.id} version={row.version} editing={editing} />
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Load>
  );
}
