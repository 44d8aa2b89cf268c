import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { RecordKind } from "@/api/types";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Textarea } from "@/ui/field";
import { useDraft } from "@/ui/use-draft";
import { useRecordChange } from "./queries";

export function NoteForm({ kind, id }: { kind: RecordKind; id: string }) {
  const { t } = useTranslation();
  const [text, setText] = useDraft(`note.${kind}.${id}`);
  const add = useRecordChange(() => api.post("/notes", { record: { kind, id }, text }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(undefined, { onSuccess: () => setText("") });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 border-b p-4">
      <Textarea
        aria-label={t("records.note")}
        placeholder={t("records.notePlaceholder")}
        rows={2}
        className="min-h-14"
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      {add.error ? <ErrorNote error={add.error} /> : null}
      {text.trim() ? (
        <div>
          <Button type="submit" size="sm" variant="primary" busy={add.isPending}>
            {t("records.addNote")}
          </Button>
        </div>
      ) : null}
    </form>
  );
}
