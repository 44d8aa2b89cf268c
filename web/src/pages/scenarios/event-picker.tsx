import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { getAll } from "@/api/pages";
import type { EventSummary } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { Field, Select } from "@/ui/field";
import { Load } from "@/ui/load";

type Happening = EventSummary["kind"];

/** The events that starts in dialogs wait for. */
const HAPPENINGS: Record<string, Happening> = {
  message_received: "message_received",
  button_pressed: "button_pressed",
  message_failed: "message_failed",
  dialog_opened: "dialog_opened",
  dialog_moved: "dialog_moved",
  dialog_status_changed: "dialog_changed",
  dialog_holder_changed: "dialog_changed",
  dialog_assigned: "dialog_changed",
  dialog_ended: "dialog_changed",
};

/** The kind of event a start in dialogs waits for; none for every other start. */
export function happeningOf(start: unknown): Happening | undefined {
  return typeof start === "string" ? HAPPENINGS[start] : undefined;
}

interface EventPickerProps {
  kind: Happening;
  value: string | undefined;
  onPick: (id: string) => void;
}

/** What lately happened in dialogs, to try a draft on. */
export function EventPicker({ kind, value, onPick }: EventPickerProps) {
  const { t } = useTranslation();
  const recent = useQuery({
    queryKey: ["events", kind, "recent"],
    queryFn: () => getAll<EventSummary>("/events", { kind, limit: 20 }),
  });
  const shown = (row: EventSummary) => [formatExact(row.at), row.subject?.title].filter(Boolean).join(" · ");
  return (
    <Load query={recent}>
      {(rows) =>
        rows.length === 0 && !value ? (
          <p className="text-[13px] text-faint">{t("try.noEvents")}</p>
        ) : (
          <Field label={t(`event.${kind}`)}>
            {(props) => (
              <Select
                {...props}
                value={value ?? ""}
                onChange={(e) => e.target.value && onPick(e.target.value)}
              >
                {rows.some((row) => row.id === value) ? null : <option value={value ?? ""}>—</option>}
                {rows.map((row) => (
                  <option key={row.id} value={row.id}>
                    {shown(row)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )
      }
    </Load>
  );
}
