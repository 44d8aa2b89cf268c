import { useQuery } from "@tanstack/react-query";
import { Bell as BellIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/button";
import { openOverlay } from "../overlays";
import { unreadQuery, useFollowNotifications } from "./queries";

const MOST = 99;

/** How many are unread, as the bell shows it. */
export function Unread({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 text-[10px] font-semibold text-on-accent">
      {count > MOST ? `${MOST}+` : count}
    </span>
  );
}

export function useUnread(): number {
  return useQuery(unreadQuery).data ?? 0;
}

/** The bell of the rail, with the number of what is unread. */
export function Bell() {
  const { t } = useTranslation();
  const count = useUnread();
  useFollowNotifications();
  return (
    <span className="relative inline-flex">
      <IconButton
        label={count > 0 ? t("notices.bell", { count }) : t("notices.title")}
        size="iconSm"
        onClick={() => openOverlay("notifications")}
      >
        <BellIcon />
      </IconButton>
      <span aria-hidden className="pointer-events-none absolute -top-1 -right-1">
        <Unread count={count} />
      </span>
    </span>
  );
}
