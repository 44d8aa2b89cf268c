import { Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { usePages } from "@/api/pages";
import { useUserNames } from "@/pages/records/queries";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { RecordLink } from "@/ui/record-link";
import { Ago } from "@/ui/time";
import { type Merge, type PersonKind, usePeopleChange } from "./queries";

function Line({ merge }: { merge: Merge }) {
  const { t } = useTranslation();
  const users = useUserNames();
  const undo = usePeopleChange(() => api.post(`/merges/${merge.id}/undo`));
  const who = merge.author.by === "user" ? users.get(merge.author.user) : undefined;
  return (
    <li className="px-4 py-2.5 text-[13px]">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1">
          <span className="block truncate">
            <RecordLink record={merge.record} />
            <span className="text-faint"> ← {merge.others.map((other) => other.name).join(", ")}</span>
          </span>
          <span className="block text-xs text-faint">
            {who ? `${who} · ` : ""}
            <Ago at={merge.at} />
          </span>
        </span>
        {merge.undone_at ? (
          <span className="text-xs text-faint">{t("people.wasUndone")}</span>
        ) : (
          <Button
            size="sm"
            busy={undo.isPending}
            aria-label={t("people.undoOf", { name: merge.record.title ?? "" })}
            onClick={() => undo.mutate(undefined, { onSuccess: () => toast.success(t("people.undone")) })}
          >
            <Undo2 /> {t("people.undo")}
          </Button>
        )}
      </div>
      {undo.error ? <ErrorNote className="mt-2" error={undo.error} /> : null}
    </li>
  );
}

/** What was merged, newest first; each can be undone. */
export function MergedList({ kind }: { kind: PersonKind }) {
  const { t } = useTranslation();
  const list = usePages<Merge>(["merges", kind], "/merges", { kind });
  return (
    <Load query={list.query}>
      {(merges) =>
        merges.length === 0 ? (
          <Empty icon={Undo2} title={t("people.noMerges")} text={t("people.noMergesText")} />
        ) : (
          <>
            <ul className="divide-y rounded-xl border bg-surface shadow-card">
              {merges.map((merge) => (
                <Line key={merge.id} merge={merge} />
              ))}
            </ul>
            {list.hasMore ? (
              <div className="flex justify-center p-3">
                <Button busy={list.loadingMore} onClick={list.onMore}>
                  {t("list.more")}
                </Button>
              </div>
            ) : null}
          </>
        )
      }
    </Load>
  );
}
