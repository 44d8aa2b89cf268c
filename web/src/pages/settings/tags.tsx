import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Tag, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { components } from "@/api/schema.gen";
import type { RecordKind, TagColor } from "@/api/types";
import { formatNumber } from "@/i18n/format";
import { Inline } from "@/pages/records/inline";
import { RetireDialog } from "@/pages/structure/retire-dialog";
import { IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { Input } from "@/ui/field";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { kindPath } from "@/ui/record-link";
import { RECORD_KINDS } from "@/ui/record-picker";
import { Segmented } from "@/ui/segmented";
import { TagColorMenu } from "./tag-color-menu";

type TagCount = components["schemas"]["TagCount"];

/** The list of the records that have a tag. */
const searchOf = (kind: RecordKind, tag: string) => ({
  tag,
  ...(kind === "lead" ? { layout: "table" } : {}),
  ...(kind === "task" ? { view: "list" } : {}),
});

interface RowProps {
  kind: RecordKind;
  tag: TagCount;
  rename: (name: string) => Promise<unknown>;
  paint: (color: TagColor | null) => void;
  remove: () => void;
}

function TagRow({ kind, tag, rename, paint, remove }: RowProps) {
  const { t } = useTranslation();
  return (
    <li className="flex items-center gap-2 py-1 pr-2 pl-2 hover:bg-hover/60">
      <TagColorMenu name={tag.name} color={tag.color} onPick={paint} />
      <span className="min-w-0 flex-1">
        <Inline required label={t("tags.rename", { name: tag.name })} value={tag.name} onSave={rename} />
      </span>
      <Link
        to={kindPath[kind]}
        search={searchOf(kind, tag.name)}
        className="shrink-0 text-xs text-soft tabular-nums hover:text-accent-ink hover:underline"
      >
        {t("tags.count", { count: tag.count, shown: formatNumber(tag.count) })}
      </Link>
      <IconButton label={`${t("common.delete")}: ${tag.name}`} size="iconSm" onClick={remove}>
        <Trash2 />
      </IconButton>
    </li>
  );
}

/** Tags of each kind of record: renamed, put together, taken off. */
export function Tags() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [kind, setKind] = useState<RecordKind>("lead");
  const [text, setText] = useState("");
  const [merging, setMerging] = useState<{ tag: TagCount; into: TagCount } | null>(null);
  const [asked, setAsked] = useState(0);
  const [removing, setRemoving] = useState<TagCount | null>(null);
  const key = ["tags", "list", kind];
  const tags = useQuery({
    queryKey: key,
    queryFn: () => getAll<TagCount>("/tags", { record: kind }),
  });
  const replace = async (tag: string, instead: string | undefined) => {
    await api.post("/tags/replace", { kind, tag, instead });
    await Promise.all(["tags", "records"].map((name) => client.invalidateQueries({ queryKey: [name] })));
  };
  const rename = (tag: TagCount, rows: TagCount[]) => async (typed: string) => {
    const name = typed.trim();
    const into = rows.find((one) => one.name === name);
    // A name that is taken puts the two together, which nothing takes apart again.
    // It is asked after the Enter that ended the typing, which would else press the question's first button.
    if (into) setTimeout(() => setMerging({ tag, into }));
    else await replace(tag.name, name);
  };
  const paint = useMutation({
    mutationFn: (change: { tag: string; color: TagColor | null }) =>
      api.put("/tags/colors", { kind, ...change }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["tags"] }),
  });
  const wanted = text.trim().toLowerCase();
  return (
    <Section
      // A phone has no room for the name beside the kinds, and says it in the page's head.
      title={<span className="max-sm:sr-only">{t("tags.title")}</span>}
      actions={
        <Segmented
          label={t("tags.kind")}
          value={kind}
          onChange={setKind}
          options={RECORD_KINDS.map((name) => ({ name, label: t(`tags.kinds.${name}`) }))}
        />
      }
    >
      {paint.error ? <ErrorNote className="m-3" error={paint.error} /> : null}
      <Load query={tags}>
        {(rows) => {
          if (rows.length === 0)
            return <Empty icon={Tag} title={t("tags.empty")} text={t("tags.emptyText")} />;
          const found = rows.filter((tag) => tag.name.toLowerCase().includes(wanted));
          return (
            <>
              <div className="border-b p-3">
                <Input
                  type="search"
                  aria-label={t("tags.find")}
                  placeholder={t("tags.find")}
                  value={text}
                  onChange={(event) => setText(event.target.value)}
                />
              </div>
              <ul aria-label={t("tags.title")} className="divide-y">
                {found.map((tag) => (
                  <TagRow
                    key={`${tag.name} ${asked}`}
                    kind={kind}
                    tag={tag}
                    rename={rename(tag, rows)}
                    paint={(color) => paint.mutate({ tag: tag.name, color })}
                    remove={() => setRemoving(tag)}
                  />
                ))}
              </ul>
              {found.length === 0 ? (
                <p className="px-4 py-3 text-[13px] text-faint">{t("tags.none")}</p>
              ) : null}
            </>
          );
        }}
      </Load>
      {merging ? (
        <Confirm
          title={t("tags.mergeTitle", { name: merging.tag.name, into: merging.into.name })}
          text={t("tags.mergeText", { count: merging.tag.count, into: merging.into.name })}
          action={t("tags.merge")}
          open
          onOpenChange={(open) => {
            if (open) return;
            setMerging(null);
            // The row stands there with its own name again.
            setAsked(asked + 1);
          }}
          onConfirm={async () => {
            await replace(merging.tag.name, merging.into.name);
            toast.success(t("tags.merged", { into: merging.into.name }));
          }}
        />
      ) : null}
      {removing ? (
        <RetireDialog
          title={t("structure.deleteTitle", { name: removing.name })}
          thing={{ of: "tag", id: kind, name: removing.name }}
          instead={(tags.data ?? [])
            .filter((one) => one.name !== removing.name)
            .map((one) => ({ value: one.name, label: one.name }))}
          keys={["tags"]}
          onDelete={(instead) => replace(removing.name, instead)}
          close={() => setRemoving(null)}
        />
      ) : null}
    </Section>
  );
}
