import { Link } from "@tanstack/react-router";
import { MessageSquareText, PencilLine, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { usePages } from "@/api/pages";
import type { RecordKind, TimelineItem } from "@/api/types";
import { AuthorText } from "@/pages/runs/event-facts";
import { Changes } from "@/trace/changes";
import { Button } from "@/ui/button";
import { Load } from "@/ui/load";
import { Ago } from "@/ui/time";
import { useUserNames } from "./queries";

function iconOf(item: TimelineItem) {
  if (item.note) return MessageSquareText;
  return item.kind.endsWith("_created") ? Plus : PencilLine;
}

function Item({ item }: { item: TimelineItem }) {
  const { t } = useTranslation();
  const names = useUserNames();
  const Icon = iconOf(item);
  const user = item.author.by === "user" ? names.get(item.author.user) : undefined;
  return (
    <li className="flex gap-3 px-4 py-3">
      <span className="mt-0.5 grid size-6 shrink-0 place-items-center rounded-full bg-hover text-faint">
        <Icon className="size-3.5" aria-hidden />
      </span>
      <div className="min-w-0 flex-1 text-[13px] leading-5">
        <div className="flex flex-wrap items-center gap-x-2 text-faint">
          <Link to="/events/$id" params={{ id: item.id }} className="text-soft hover:underline">
            {item.note ? t(`noteKind.${item.note.kind}`) : t(`event.${item.kind}`)}
          </Link>
          <span>·</span>
          <span>{user ?? <AuthorText author={item.author} />}</span>
          <span className="ml-auto text-xs">
            <Ago at={item.at} />
          </span>
        </div>
        {item.note ? <p className="mt-0.5 whitespace-pre-wrap break-words">{item.note.text}</p> : null}
        {item.changes.length > 0 ? <Changes changes={item.changes} /> : null}
      </div>
    </li>
  );
}

/** Everything that happened to a record; what a scenario did leads to the run that did it. */
export function Timeline({ kind, id }: { kind: RecordKind; id: string }) {
  const { t } = useTranslation();
  const list = usePages<TimelineItem>(["timeline", kind, id], "/timeline", {
    record_kind: kind,
    record_id: id,
  });
  return (
    <Load query={list.query}>
      {(items) => (
        <>
          <ul className="divide-y">
            {items.map((item) => (
              <Item key={item.id} item={item} />
            ))}
          </ul>
          {items.length === 0 ? (
            <p className="p-4 text-[13px] text-faint">{t("records.noTimeline")}</p>
          ) : null}
          {list.hasMore ? (
            <div className="flex justify-center border-t p-3">
              <Button size="sm" busy={list.loadingMore} onClick={list.onMore}>
                {t("list.more")}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </Load>
  );
}
