import { Mail, Phone, Tag } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { RecordLink as Ref } from "@/api/types";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Checkbox } from "@/ui/field";
import { RecordLink } from "@/ui/record-link";
import { MergeDialog } from "./merge-dialog";
import { type DuplicateGroup, type PersonKind, type SharedValue, usePeopleChange } from "./queries";

/** More than this do not go into one at once. */
const MOST = 10;

function SharedChip({ shared }: { shared: SharedValue }) {
  const Icon = shared.field === "phone" ? Phone : shared.field === "email" ? Mail : Tag;
  const text = shared.field === "phone" && /^\d+$/.test(shared.value) ? `+${shared.value}` : shared.value;
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 font-medium">
      <Icon className="size-3.5 shrink-0 text-faint" aria-hidden />
      <span className="truncate">{text}</span>
    </span>
  );
}

function Member({ record, picked, onPick }: { record: Ref; picked: boolean; onPick: () => void }) {
  const { t } = useTranslation();
  const name = record.title ?? record.id;
  return (
    <li className="flex items-center gap-3 px-4 py-2 text-[13px]">
      <Checkbox aria-label={t("people.pick", { name })} checked={picked} onChange={onPick} />
      <span className="min-w-0 flex-1 truncate">
        <RecordLink record={record} />
      </span>
    </li>
  );
}

/** Records that may be one: picked ones are merged, or said to be two. */
export function Group({ kind, group }: { kind: PersonKind; group: DuplicateGroup }) {
  const { t } = useTranslation();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [merging, setMerging] = useState(false);
  const picked = group.records.map((record) => record.id).filter((id) => !left.has(id));
  const together = usePeopleChange((records: string[]) =>
    api.post("/duplicates/together", { kind, records }),
  );
  const apart = usePeopleChange((records: string[]) => api.post("/duplicates/apart", { kind, records }));
  const keepApart = () =>
    apart.mutate(picked, {
      onSuccess: () =>
        toast.success(t("people.keptApart"), {
          action: { label: t("people.undo"), onClick: () => together.mutate(picked) },
        }),
    });
  const toggle = (id: string) => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };
  return (
    <section className="rounded-xl border bg-surface shadow-card" aria-label={group.shared[0]?.value}>
      <header className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2 border-b px-4 py-2 text-[13px]">
        <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1">
          {group.shared.map((shared) => (
            <SharedChip key={`${shared.field} ${shared.value}`} shared={shared} />
          ))}
        </span>
        <span className="flex flex-wrap gap-2">
          <Button
            size="sm"
            variant="ghost"
            disabled={picked.length < 2}
            busy={apart.isPending}
            onClick={keepApart}
          >
            {t("people.notDuplicates")}
          </Button>
          <Button
            size="sm"
            variant="primary"
            disabled={picked.length < 2 || picked.length > MOST}
            onClick={() => setMerging(true)}
          >
            {t("people.merge")}…
          </Button>
        </span>
      </header>
      <ul className="divide-y">
        {group.records.map((record) => (
          <Member
            key={record.id}
            record={record}
            picked={!left.has(record.id)}
            onPick={() => toggle(record.id)}
          />
        ))}
      </ul>
      {group.count > group.records.length ? (
        <p className="border-t px-4 py-2 text-xs text-faint">
          {t("people.others", { count: group.count - group.records.length })}
        </p>
      ) : null}
      {picked.length > MOST ? (
        <p className="border-t px-4 py-2 text-xs text-faint">{t("people.tooMany", { most: MOST })}</p>
      ) : null}
      {apart.error ? <ErrorNote className="m-3" error={apart.error} /> : null}
      {merging ? <MergeDialog kind={kind} ids={picked} close={() => setMerging(false)} /> : null}
    </section>
  );
}
