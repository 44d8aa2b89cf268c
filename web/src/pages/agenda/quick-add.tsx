import { useQuery } from "@tanstack/react-query";
import { CornerDownLeft } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { shownWorkspace } from "@/api/place";
import { useSession } from "@/api/session";
import { currentZone, formatDateTime } from "@/i18n/format";
import { useRecordChange } from "@/pages/records/queries";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Input } from "@/ui/field";
import { useSettled } from "@/ui/use-settled";
import { momentQuery } from "./queries";

/** Each workspace has its own: what was begun in one must not be sent in another. */
const place = () => `signalbox.quick-task.${shownWorkspace()}`;

function kept(): string {
  try {
    return localStorage.getItem(place()) ?? "";
  } catch {
    return "";
  }
}

/** A task in one line: `Call Anna tomorrow 10:00`. What was typed stays here until the server has it. */
export function QuickAdd() {
  const { t } = useTranslation();
  const { user } = useSession();
  const zone = currentZone();
  const [text, setText] = useState(kept);
  const settled = useSettled(text, 200);
  const read = useQuery(momentQuery(settled, zone));
  useEffect(() => {
    try {
      if (text) localStorage.setItem(place(), text);
      else localStorage.removeItem(place());
    } catch {
      // Without storage the draft lives as long as the page.
    }
  }, [text]);
  const add = useRecordChange(async () => {
    const said = await api.get<{ text: string; at: number | null }>("/moments", { text, zone });
    await api.post("/tasks", {
      text: said.text || text.trim(),
      due_at: said.at ?? Date.now() * 1000,
      responsible_id: user.id,
    });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    add.mutate(undefined, {
      onSuccess: () => {
        setText("");
        toast.success(t("agenda.added"));
      },
    });
  };
  const known = text.trim() && read.data?.at ? read.data : null;
  return (
    <form onSubmit={submit} className="flex flex-col gap-1.5">
      <span className="flex gap-2">
        <Input
          id="quick-task"
          aria-label={t("agenda.quick")}
          aria-describedby="quick-task-due"
          placeholder={t("agenda.quickHint")}
          maxLength={1000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" variant="primary" busy={add.isPending} disabled={!text.trim()}>
          <CornerDownLeft /> {t("common.add")}
        </Button>
      </span>
      <span id="quick-task-due" className="min-h-4 text-xs text-faint" aria-live="polite">
        {known?.at
          ? t("agenda.due", { text: known.text || t("agenda.untitled"), at: formatDateTime(known.at), zone })
          : t("agenda.zone", { zone })}
      </span>
      {add.error ? <ErrorNote error={add.error} /> : null}
    </form>
  );
}
