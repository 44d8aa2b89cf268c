import { Plus } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useSession } from "@/api/session";
import { useRecordChange } from "@/pages/records/queries";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Input } from "@/ui/field";
import { useDraft } from "@/ui/use-draft";

/** A new lead by its title alone, on top of the first column; the field stays for the next one. */
export function QuickAdd({ pipeline, stage }: { pipeline: string; stage: string }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const { workspace } = useSession();
  const [name, keep] = useDraft(`lead.${workspace.id}`);
  const [open, setOpen] = useState(name !== "");
  const add = useRecordChange((title: string) => api.post("/leads", { name: title, pipeline, stage }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    add.mutate(name, {
      onSuccess: () => {
        keep("");
        field.current?.focus();
      },
    });
  };
  if (!open) {
    return (
      <Button variant="ghost" size="sm" className="mx-2 mb-1 justify-start" onClick={() => setOpen(true)}>
        <Plus /> {t("board.add")}
      </Button>
    );
  }
  return (
    <form onSubmit={submit} className="mx-2 mb-2 flex flex-col gap-2">
      <Input
        ref={field}
        autoFocus
        aria-label={t("board.addName")}
        placeholder={t("board.addName")}
        value={name}
        onChange={(event) => keep(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") setOpen(false);
        }}
        onBlur={() => name.trim() === "" && setOpen(false)}
      />
      {add.error ? <ErrorNote error={add.error} /> : null}
    </form>
  );
}
