import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { NoticeKind } from "@/api/types";
import { choicesQuery } from "@/app/shell/notifications/queries";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { Switch } from "@/ui/switch";

const KINDS: NoticeKind[] = [
  "run_failed",
  "delivery_failed",
  "bulk_finished",
  "hook_paused",
  "bridge_paused",
  "task_assigned",
  "task_due",
  "mentioned",
  "dialog_assigned",
  "announcement",
];

/** Which kinds of notification a person wants. Each switch saves by itself. */
export function NoticeChoices() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const choices = useQuery(choicesQuery);
  const save = useMutation({
    mutationFn: (muted: NoticeKind[]) => api.put("/notifications/choices", { muted }),
    onSuccess: (_, muted) => client.setQueryData(choicesQuery.queryKey, muted),
  });
  return (
    <Section title={t("notices.title")} description={t("notices.choicesText")}>
      <div id="notifications">
        <Load query={choices} waiting={<SkeletonRows rows={KINDS.length} />}>
          {(muted) => (
            <ul>
              {KINDS.map((kind) => {
                const label = t(`notices.kind.${kind}`);
                const on = !muted.includes(kind);
                return (
                  <li
                    key={kind}
                    className="flex h-row items-center gap-3 border-b px-4 text-[13px] last:border-0"
                  >
                    <span className="flex-1">{label}</span>
                    <Switch
                      label={label}
                      checked={on}
                      busy={save.isPending}
                      onChange={(next) =>
                        save.mutate(next ? muted.filter((other) => other !== kind) : [...muted, kind])
                      }
                    />
                  </li>
                );
              })}
            </ul>
          )}
        </Load>
      </div>
      {save.error ? <ErrorNote error={save.error} className="m-4" /> : null}
    </Section>
  );
}
