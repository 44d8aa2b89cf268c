import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Announcement } from "@/api/types";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";

/** The buttons of what a scenario says. One that somebody has taken says who it was. */
export function AnnouncementButtons({
  announcement,
  onDone,
}: {
  announcement: Announcement;
  onDone?: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const press = useMutation({
    mutationFn: (button: number) =>
      api.post(`/notifications/announcements/${announcement.id}/press`, { button }),
    onSuccess: () => onDone?.(),
    // Also when somebody was faster: then the buttons say so.
    onSettled: () => client.invalidateQueries({ queryKey: ["notifications"] }),
  });
  if (announcement.buttons.length === 0) return null;
  return (
    <span className="relative z-10 my-1.5 flex flex-col gap-1.5">
      <span className="flex flex-wrap gap-1.5">
        {announcement.buttons.map((button, index) =>
          button.taken_by ? (
            <span
              key={index}
              className="flex min-h-7 items-center gap-1.5 rounded-md bg-sunken px-2 text-xs text-soft"
            >
              <Check className="size-3.5" aria-hidden />
              {t("notices.takenBy", { button: button.text, name: button.taken_by })}
            </span>
          ) : (
            <Button
              key={index}
              size="sm"
              busy={press.isPending && press.variables === index}
              onClick={() => press.mutate(index)}
            >
              {button.text}
            </Button>
          ),
        )}
      </span>
      {press.error ? <ErrorNote error={press.error} /> : null}
    </span>
  );
}
