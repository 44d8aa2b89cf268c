import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDateTime } from "@/i18n/format";
import { useUserNames } from "@/pages/records/queries";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Load } from "@/ui/load";
import { asTree } from "../scenarios/form/tree";
import { flowVersionQuery, flowVersionsQuery, type SavedFlow } from "./api";
import { FlowChanges } from "./flow-changes";
import { flowText } from "./flow-yaml";
import { type Flow, readFlow } from "./model";
import { keepSame } from "./patch";
import type { FlowEditing } from "./use-flow";

const DiffView = lazy(() => import("@/editor/diff-view").then((module) => ({ default: module.DiffView })));

/** Versions that were published: compared with the draft, and taken back into it. */
export function Versions({ bot, saved, editing }: { bot: string; saved: SavedFlow; editing: FlowEditing }) {
  const { t } = useTranslation();
  const names = useUserNames();
  const [open, setOpen] = useState<number | null>(null);
  const versions = useQuery(flowVersionsQuery(bot, saved.id, saved.version));
  if (saved.version === 0) return <p className="p-4 text-[13px] text-faint">{t("flows.noVersions")}</p>;
  return (
    <Load query={versions}>
      {(rows) => (
        <ul className="m-4 divide-y overflow-hidden rounded-lg border bg-surface">
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
                  <span className="shrink-0">{names.get(String(asTree(row.author).user)) ?? ""}</span>
                  {row.note ? <span className="min-w-0 break-words">“{row.note}”</span> : null}
                </span>
              </button>
              {open === row.version ? (
                <Compared bot={bot} saved={saved} version={row.version} editing={editing} />
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Load>
  );
}

interface ComparedProps {
  bot: string;
  saved: SavedFlow;
  version: number;
  editing: FlowEditing;
}

function Compared({ bot, saved, version, editing }: ComparedProps) {
  const { t } = useTranslation();
  const query = useQuery(flowVersionQuery(bot, saved.id, version));
  const [text, setText] = useState(false);
  return (
    <Load query={query}>
      {(old) => {
        const flow: Flow | null = readFlow(old.flow);
        if (!flow) return <p className="p-3 text-xs text-bad">{t("flows.unreadable")}</p>;
        return (
          <div className="flex flex-col gap-2 border-t p-3">
            <FlowChanges before={flow} after={editing.flow} />
            {text ? (
              <Suspense fallback={null}>
                <DiffView
                  label={t("versions.changes", { version })}
                  before={flowText(flow)}
                  after={flowText(editing.flow)}
                />
              </Suspense>
            ) : null}
            <div className="flex gap-2">
              <Button size="sm" onClick={() => editing.change(keepSame(editing.flow, flow))}>
                {t("versions.restore")}
              </Button>
              <Button size="sm" variant="ghost" aria-expanded={text} onClick={() => setText(!text)}>
                {t("flows.lineByLine")}
              </Button>
            </div>
          </div>
        );
      }}
    </Load>
  );
}
