import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { RecordKind, RecordLink as Ref } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { FormDialog } from "@/ui/form-dialog";
import { Section } from "@/ui/page";
import { RecordLink } from "@/ui/record-link";
import { RecordPicker } from "@/ui/record-picker";
import { useRecordChange } from "./queries";

interface LinkedProps {
  title: string;
  rows: { id: string; name: string; main?: boolean }[];
  kind: RecordKind;
  /** The path of a link, e.g. `/leads/a/contacts/b`; absent when links are made from the other side. */
  path?: (id: string) => string;
  action?: string;
}

/** Records linked to the one on the card. */
export function Linked({ title, rows, kind, path, action }: LinkedProps) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const [picked, setPicked] = useState<Ref | null>(null);
  const add = useRecordChange((id: string) => api.put(path?.(id) ?? "", {}));
  const remove = useRecordChange((id: string) => api.delete(path?.(id) ?? ""));
  return (
    <Section
      title={title}
      actions={
        path ? (
          <IconButton label={action ?? t("common.add")} size="iconSm" onClick={() => setAdding(true)}>
            <Plus />
          </IconButton>
        ) : null
      }
    >
      <ul className="divide-y">
        {rows.map((row) => (
          <li key={row.id} className="flex items-center gap-2 py-1.5 pr-2 pl-4 text-[13px]">
            <span className="min-w-0 flex-1 truncate">
              <RecordLink record={{ kind, id: row.id, title: row.name }} />
            </span>
            {row.main ? <Badge>{t("records.main")}</Badge> : null}
            {path ? (
              <IconButton
                label={t("records.unlink", { name: row.name })}
                size="iconSm"
                onClick={() => remove.mutate(row.id)}
              >
                <X />
              </IconButton>
            ) : null}
          </li>
        ))}
      </ul>
      {rows.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-3 text-[13px] text-faint">
          {t("records.noLinks")}
          {path ? (
            <Button size="sm" variant="quiet" onClick={() => setAdding(true)}>
              {action}
            </Button>
          ) : null}
        </p>
      ) : null}
      {remove.error ? <ErrorNote className="m-3" error={remove.error} /> : null}
      {adding ? (
        <FormDialog
          title={action ?? title}
          open
          onOpenChange={setAdding}
          action={t("common.add")}
          onSubmit={async () => {
            if (picked) await add.mutateAsync(picked.id);
          }}
        >
          <RecordPicker kinds={[kind]} value={picked} onPick={setPicked} />
        </FormDialog>
      ) : null}
    </Section>
  );
}
