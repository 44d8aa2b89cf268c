import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { fieldsQuery, recordQuery, useUserNames } from "@/pages/records/queries";
import { Badge } from "@/ui/badge";
import { cn } from "@/ui/cn";
import { ErrorNote } from "@/ui/error-note";
import { FormDialog } from "@/ui/form-dialog";
import { SkeletonRows } from "@/ui/skeleton";
import { differs, type MergeField, mergeFields, standing } from "./merge-fields";
import { type Merge, type Person, type PersonKind, usePeopleChange } from "./queries";

interface ChoiceProps {
  field: MergeField;
  names: Map<string, string>;
  chosen: string | undefined;
  onChoose: (record: string) => void;
}

/** One field: a choice between values that differ, what is joined, or the only value there is. */
function Choice({ field, names, chosen, onChoose }: ChoiceProps) {
  const { t } = useTranslation();
  if (field.joined)
    return (
      <div className="flex flex-col gap-1.5">
        <span className="text-[13px] font-medium text-soft">{field.label}</span>
        <span className="flex flex-wrap items-center gap-1.5">
          {field.joined.map((item) => (
            <Badge key={item}>{item}</Badge>
          ))}
          <span className="text-xs text-faint">{t("people.joined")}</span>
        </span>
      </div>
    );
  if (!differs(field))
    return (
      <div className="flex flex-col gap-1 text-[13px]">
        <span className="font-medium text-soft">{field.label}</span>
        <span className="break-words">{field.values.find((one) => one.text)?.text}</span>
      </div>
    );
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-[13px] font-medium text-soft">{field.label}</legend>
      <div className="grid grid-cols-2 gap-2 max-sm:grid-cols-1">
        {field.values.map((one) => (
          <label
            key={one.record}
            className={cn(
              "flex min-w-0 cursor-pointer items-start gap-2 rounded-lg border px-3 py-2 text-[13px] hover:bg-hover has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ring",
              chosen === one.record && "border-accent bg-accent-soft",
            )}
          >
            <input
              type="radio"
              name={field.path}
              className="mt-0.5 accent-accent"
              checked={chosen === one.record}
              onChange={() => onChoose(one.record)}
            />
            <span className="min-w-0">
              <span className={cn("block break-words", !one.text && "text-faint")}>
                {one.text || t("people.empty")}
              </span>
              {names.get(one.record) === one.text ? null : (
                <span className="block truncate text-xs text-faint">{names.get(one.record)}</span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function useAsked(kind: PersonKind, people: Person[]): MergeField[] {
  const { t } = useTranslation();
  const fields = useQuery(fieldsQuery(kind)).data ?? [];
  const users = useUserNames();
  const core = {
    name: t("common.name"),
    first_name: t("people.firstName"),
    last_name: t("people.lastName"),
    responsible: t("records.responsible"),
    timezone: t("records.timezone"),
    phones: t("records.phones"),
    emails: t("records.emails"),
    tags: t("records.tags"),
  };
  return mergeFields(people, fields, { core, user: (id) => users.get(id) ?? id });
}

interface MergeDialogProps {
  kind: PersonKind;
  ids: string[];
  close: () => void;
  onMerged?: (into: string) => void;
}

/** Several records become one: which stays, and whose value each field gets. Undoing is offered at once. */
export function MergeDialog({ kind, ids, close, onMerged }: MergeDialogProps) {
  const { t } = useTranslation();
  const found = useQueries({ queries: ids.map((id) => recordQuery(kind, id)) });
  const people = found.flatMap((query) => (query.data ? [query.data] : []));
  const error = found.find((query) => query.error)?.error;
  const [stays, setStays] = useState(ids[0] ?? "");
  const [take, setTake] = useState<Record<string, string>>({});
  const asked = useAsked(kind, people);
  const names = new Map(people.map((person) => [person.id, person.name]));
  const undo = usePeopleChange((id: string) => api.post(`/merges/${id}/undo`));
  const merge = usePeopleChange(() =>
    api.post<Merge>("/merges", { kind, into: stays, others: ids.filter((id) => id !== stays), take }),
  );
  const takeBack = (id: string) =>
    undo.mutate(id, {
      onSuccess: () => toast.success(t("people.undone")),
      onError: (fault) => toast.error(fault.message),
    });
  const submit = async () => {
    const made = await merge.mutateAsync(undefined);
    toast.success(t("people.merged", { count: ids.length, name: made.record.title ?? "" }), {
      duration: 15_000,
      action: { label: t("people.undo"), onClick: () => takeBack(made.id) },
    });
    onMerged?.(made.record.id);
  };
  const open = asked.filter(differs);
  const settled = asked.filter((field) => !differs(field));
  return (
    <FormDialog
      wide
      title={t(`people.mergeTitle.${kind}`, { count: ids.length })}
      description={t("people.mergeText")}
      open
      onOpenChange={close}
      action={t("people.merge")}
      onSubmit={submit}
    >
      {error ? <ErrorNote error={error} /> : null}
      {people.length < ids.length && !error ? <SkeletonRows rows={4} /> : null}
      {people.length === ids.length ? (
        <>
          <Choice
            field={{
              path: "stays",
              label: t("people.stays"),
              values: people.map((person) => ({ record: person.id, text: person.name })),
            }}
            names={
              new Map(people.map((person) => [person.id, t("people.links", { count: person.leads.length })]))
            }
            chosen={stays}
            onChoose={setStays}
          />
          {open
            .filter((field) => field.path !== "stays")
            .map((field) => (
              <Choice
                key={field.path}
                field={field}
                names={names}
                chosen={take[field.path] ?? standing(field, stays)}
                onChoose={(record) => setTake({ ...take, [field.path]: record })}
              />
            ))}
          <div className="grid grid-cols-2 gap-4 rounded-lg bg-sunken p-3 max-sm:grid-cols-1">
            {settled.map((field) => (
              <Choice key={field.path} field={field} names={names} chosen={undefined} onChoose={() => {}} />
            ))}
          </div>
        </>
      ) : null}
    </FormDialog>
  );
}
