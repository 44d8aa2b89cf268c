import { useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { formatDateTime } from "@/i18n/format";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { Section } from "@/ui/page";
import { invitesQuery } from "./queries";

/** Links that nobody has opened yet; the section is there only while there are some. */
export function WaitingInvites() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const invites = useQuery(invitesQuery).data ?? [];
  if (invites.length === 0) return null;
  const withdraw = (id: string) =>
    api.delete(`/invites/${id}`).then(
      () => client.invalidateQueries({ queryKey: ["invites"] }),
      (error: Error) => toast.error(error.message),
    );
  return (
    <Section title={t("people.waiting")} description={t("people.waitingText")}>
      <ul className="divide-y">
        {invites.map((invite) => (
          <li key={invite.id} className="flex items-center gap-3 px-4 py-2.5 text-[13px]">
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{invite.email}</span>
              <span className="block truncate text-xs text-faint">
                {t("people.until", { date: formatDateTime(invite.expires_at) })}
              </span>
            </span>
            <Badge>{invite.user_id ? t("people.resetLink") : t(`users.roles.${invite.role}`)}</Badge>
            <IconButton
              label={t("people.withdraw", { email: invite.email })}
              size="iconSm"
              onClick={() => void withdraw(invite.id)}
            >
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
    </Section>
  );
}
